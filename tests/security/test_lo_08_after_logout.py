"""LO-08: a code is redeemed, or a refresh token used, while the same session signs out; whoever wins, nothing stays alive."""

from typing import Any

import pytest

from idp.oidc import store
from idp.oidc.models import Grant
from idp.sessions import services as sessions
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival
from tests.security.sign_ins import sign_in
from tests.security.standing import dead, refused_at_token

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_of_an_ended_session_is_dead() -> None:
    rp, browser = make_rp(trusted=True), sign_in(make_person(totp=True))
    flow = rp.begin()
    arrival = flow.open(browser)
    assert isinstance(arrival, Arrival)
    sessions.end(Session.objects.get(), "test")
    refused_at_token(flow.redeem(arrival.parameters["code"]))
    assert Grant.objects.latest("pk").activated_at is None


@pytest.mark.parametrize("moment", ["activate", "rotate"])
def test_a_logout_in_the_middle_of_a_redemption_leaves_nothing_alive(moment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session ends between the check and the spending: what is then issued is dead on arrival."""
    rp, browser = make_rp(trusted=True), sign_in(make_person(totp=True))
    flow = rp.begin()
    arrival = flow.open(browser)
    assert isinstance(arrival, Arrival)
    tokens: dict[str, Any] = flow.redeem(arrival.parameters["code"]).json() if moment == "rotate" else {}
    plain = getattr(store, moment)

    def and_out(*arguments: Any) -> Any:
        Session.objects.filter(ended_at=None).update(ended_at=Session.objects.get().created_at)
        return plain(*arguments)

    monkeypatch.setattr(store, moment, and_out)
    answer = rp.refresh(tokens["refresh_token"]) if moment == "rotate" else flow.redeem(arrival.parameters["code"])
    monkeypatch.undo()
    assert answer.status_code in (200, 400)
    for issued in filter(None, (tokens, answer.json() if answer.status_code == 200 else {})):
        dead(rp, issued)
