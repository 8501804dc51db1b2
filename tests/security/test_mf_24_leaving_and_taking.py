"""MF-24: a full session whose fresh proof is too old, or too weak, deletes the account or takes its data. OWASP ASVS 7.5.1."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock
from tests.factories.account_api import give_app, make_caller
from tests.factories.web_forms import filled, make_signed_in, page_of, send

pytestmark = pytest.mark.django_db(transaction=True)


def nothing_happened() -> None:
    assert User.objects.exclude(deletion_at=None).count() == 0
    assert not Event.objects.filter(action__in=[Action.USER_EXPORT, Action.USER_DELETION_ASK]).exists()


@pytest.mark.parametrize(("minutes", "passes"), [(9, True), (11, False)])
def test_a_page_that_was_open_too_long_deletes_nothing(minutes: int, passes: bool) -> None:
    browser, _bob = make_signed_in(totp=True)
    pairs = filled(page_of(browser, "/account/data/delete"), "delete")
    with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
        answer = send(browser, "/account/data/delete", pairs)
        if passes:
            assert answer.status_code == 200
            return
        assert answer.status_code == 303 and "level=sudo" in answer["Location"]
        assert browser.http.get("/account/data/export").status_code == 303
    nothing_happened()


@pytest.mark.parametrize(("method", "path"), [("GET", "me/export"), ("HEAD", "me/export"), ("POST", "me/deletion")])
@pytest.mark.parametrize("why", ["old", "weak", "read only", "no scope"])
def test_the_api_sends_the_challenge(method: str, path: str, why: str) -> None:
    caller = {
        "old": lambda: make_caller(at=clock.now() - timedelta(minutes=11)),
        "weak": make_caller,
        "read only": lambda: make_caller(scope="openid account:read", at=clock.now() - timedelta(minutes=11)),
        "no scope": lambda: make_caller(scope="openid"),
    }[why]()
    if why == "weak":
        give_app(caller.user)  # so a code by e-mail is no longer the strongest
    answer = caller.call(method, path)
    assert answer.status_code in {401, 403}
    if why in {"old", "weak"}:
        assert "insufficient_user_authentication" in answer["WWW-Authenticate"]
    nothing_happened()
