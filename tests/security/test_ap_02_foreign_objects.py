"""AP-02: nothing of another person can be read or changed, by id or by list."""

import pytest

from idp.mfa.models import Authenticator
from tests.factories.account_api import Caller, give_app, make_caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Caller:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    return caller


@pytest.fixture
def mallory() -> Caller:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    return caller


def test_a_foreign_session_is_not_there(alice: Caller, mallory: Caller) -> None:
    assert mallory.call("DELETE", f"me/sessions/{alice.session.sid}").status_code == 404
    assert alice.call("GET", "me").status_code == 200
    assert mallory.call("POST", "me/sessions/revoke-others").json() == {"ended": 0}
    assert alice.call("GET", "me").status_code == 200
    assert alice.session.sid not in mallory.call("GET", "me/sessions").content.decode()


def test_a_foreign_authenticator_is_not_there(alice: Caller, mallory: Caller) -> None:
    handle = Authenticator.objects.get(user=alice.user).handle
    assert mallory.call("DELETE", f"me/authenticators/{handle}").status_code == 404
    assert Authenticator.objects.filter(user=alice.user).exclude(confirmed_at=None).count() == 1
    assert handle not in mallory.call("GET", "me/authenticators").content.decode()


def test_a_foreign_enrolment_cannot_be_confirmed(alice: Caller, mallory: Caller) -> None:
    pending = make_caller(alice.user, acr="mfa").call("POST", "me/authenticators/totp").json()
    path = f"me/authenticators/totp/{pending['id']}/confirm"
    assert mallory.call("POST", path, {"code": "123456", "label": ""}).status_code == 404
    assert Authenticator.objects.get(handle=pending["id"]).confirmed_at is None


def test_foreign_and_unknown_look_the_same(alice: Caller, mallory: Caller) -> None:
    foreign = mallory.call("DELETE", f"me/sessions/{alice.session.sid}").json()
    unknown = mallory.call("DELETE", "me/sessions/nothing").json()
    assert foreign == unknown
