"""TS-16: an access token of a weak or old sign-in at the calls that take an account over. RFC 9470; OWASP ASVS 10.3.4."""

from datetime import timedelta
from typing import Any

import pytest

from idp.accounts import passwords
from idp.accounts.models import Challenge, User
from idp.audit.models import Event
from idp.core import clock
from tests.factories.account_api import Caller, give_app, make_caller, make_person
from tests.factories.people import PASSWORD
from tests.security.sign_ins import policy

pytestmark = pytest.mark.django_db(transaction=True)
CALLS: dict[str, tuple[str, str, dict[str, object]]] = {
    "password": ("POST", "me/password", {"current_password": PASSWORD, "password": "another rather long sentence"}),
    "address": ("POST", "me/email", {"email": "thief@example.org"}),
    "code": ("POST", "me/email/confirm", {"code": "123456"}),
    "switch": ("PUT", "me/email-code", {"enabled": False}),
}


def caller(level: str) -> Caller:
    user = make_person(password=passwords.hash_password(PASSWORD))
    if level != "password only":
        give_app(user)
    at = clock.now() - timedelta(minutes=11) if level == "too old" else None
    return make_caller(user, acr={"password only": "1fa", "mail beside an app": "2fa-email", "too old": "mfa"}[level], at=at)


@pytest.mark.spec("RFC 9470", "3", "MUST")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("level", ["password only", "mail beside an app", "too old"])
def test_a_step_up_is_demanded_and_nothing_happens(call: str, level: str, settings: Any) -> None:
    policy(settings, mfa_policy="optional")  # where a password alone signs in
    thief = caller(level)
    method, path, body = CALLS[call]
    answer = thief.call(method, path, body)
    challenge = answer.headers["WWW-Authenticate"]
    assert answer.status_code == 401 and 'error="insufficient_user_authentication"' in challenge
    assert f'acr_values="{"2fa-email" if level == "password only" else "mfa"}"' in challenge and 'max_age="600"' in challenge
    user = User.objects.get(pk=thief.user.pk)
    assert passwords.check(user, PASSWORD) and user.epoch == 0 and not user.email_code_off
    assert not Challenge.objects.exists()
    assert Event.objects.get(outcome="refused").reference == answer.json()["reference"]


@pytest.mark.parametrize("call", CALLS)
def test_the_scope_to_read_is_not_the_scope_to_write(call: str) -> None:
    user = make_person(password=passwords.hash_password(PASSWORD))
    method, path, body = CALLS[call]
    answer = make_caller(user, scope="openid account:read").call(method, path, body)
    assert answer.status_code == 403 and 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize("call", CALLS)
def test_members_and_parameters_that_a_call_does_not_take(call: str) -> None:
    user = make_person(password=passwords.hash_password(PASSWORD))
    strong = make_caller(user)
    method, path, body = CALLS[call]
    for extra in ("user", "sub", "email_verified", "is_admin", "epoch", "acr"):
        assert strong.call(method, path, body | {extra: True}).status_code == 400, extra
    assert strong.call(method, f"{path}?user=1", body).status_code == 400
    assert User.objects.get(pk=user.pk).epoch == 0
