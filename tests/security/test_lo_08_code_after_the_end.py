"""LO-08: a request for offline access was under way when its session was ended elsewhere: its code comes too late.

Offline tokens outlive their browser's own sign-out; who ends *another* session, or denies it, ends them too, and counts on
having ended all. A thief who never stops asking always has one request under way.
"""

from collections.abc import Callable
from typing import Any

import pytest

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.lifecycle import not_me, sign_out
from idp.oidc import store
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival
from tests.security.sign_ins import sign_in
from tests.security.standing import alive, refused_at_token

pytestmark = pytest.mark.django_db(transaction=True)
OFFLINE = "openid offline_access"


def _deny(user: User, _session: Session) -> object:
    return not_me.deny(user, Event.objects.get(action=Action.SESSION_START).reference)


ENDS: dict[str, Callable[[User, Session], object]] = {
    "signed out from another browser": lambda user, session: sign_out.one(user, session.sid),
    "every other browser signed out": lambda user, _session: sign_out.others(user, keep=None),
    "denied by the person": _deny,
}


@pytest.mark.parametrize("how", ENDS)
def test_the_code_that_was_being_made_when_the_session_ended_is_dead(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True, scope=OFFLINE)
    browser, session = sign_in(alice), Session.objects.get()
    user = User.objects.get(email=alice.email)
    plain = store.insert_grant

    def after_the_end(values: Any) -> None:
        assert ENDS[how](user, session)
        plain(values)

    monkeypatch.setattr(store, "insert_grant", after_the_end)
    flow = rp.begin(scope=OFFLINE)
    arrival = flow.open(browser)
    monkeypatch.undo()
    assert isinstance(arrival, Arrival)
    refused_at_token(flow.redeem(arrival.parameters["code"]))
    assert Grant.objects.latest("pk").activated_at is None


def test_tokens_that_were_fetched_in_time_outlive_the_browsers_own_sign_out() -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True, scope=OFFLINE)
    browser = sign_in(alice)
    flow = rp.begin(scope=OFFLINE)
    arrival = flow.open(browser)
    assert isinstance(arrival, Arrival)
    tokens = flow.redeem(arrival.parameters["code"]).json()
    browser.submit(browser.get("/oauth2/logout"))
    assert Session.objects.get().ended_at is not None
    alive(rp, tokens)
