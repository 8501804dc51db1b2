"""TS-16: a change of factors demands a fresh proof by the strongest factor that the person has. Spec: RFC 9470 §3."""

from datetime import timedelta
from typing import Any

import pytest

from idp.core import clock
from idp.mfa.models import Authenticator, RecoverySet
from tests.factories.account_api import give_app, make_caller
from tests.security.sign_ins import policy

pytestmark = pytest.mark.django_db
CHANGES = [
    ("POST", "me/authenticators/totp"),
    ("POST", "me/recovery-codes"),
    ("DELETE", "me/authenticators/{app}"),
    ("POST", "me/authenticators/totp/{app}/confirm"),
]


@pytest.mark.spec("RFC 9470", "3", "MUST")
@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize(("acr", "age"), [("1fa", 0), ("2fa-email", 0), ("mfa", 601)])
def test_a_weak_or_old_proof_is_challenged_and_changes_nothing(
    method: str, path: str, acr: str, age: int, settings: Any
) -> None:
    policy(settings, mfa_policy="optional")  # where a password alone signs in
    caller = make_caller(acr=acr, at=clock.now() - timedelta(seconds=age))
    give_app(caller.user)
    app = Authenticator.objects.get(user=caller.user)
    codes = set(RecoverySet.objects.get(user=caller.user).codes.values_list("code_mac", flat=True))
    answer = caller.call(method, path.format(app=app.handle))
    assert answer.status_code == 401
    challenge = answer.headers["WWW-Authenticate"]
    assert 'error="insufficient_user_authentication"' in challenge
    assert 'acr_values="mfa"' in challenge and 'max_age="600"' in challenge
    assert Authenticator.objects.filter(user=caller.user).count() == 1
    assert set(RecoverySet.objects.get(user=caller.user).codes.values_list("code_mac", flat=True)) == codes


def test_a_password_only_session_is_asked_for_the_mail_code_where_there_is_no_app(settings: Any) -> None:
    policy(settings, mfa_policy="optional")
    answer = make_caller(acr="1fa").call("POST", "me/authenticators/totp")
    assert answer.status_code == 401
    assert 'acr_values="2fa-email"' in answer.headers["WWW-Authenticate"]


def test_a_fresh_proof_by_the_app_passes() -> None:
    caller = make_caller(acr="mfa", at=clock.now() - timedelta(minutes=9))
    give_app(caller.user)
    assert caller.call("POST", "me/recovery-codes").status_code == 201


def test_reading_needs_no_fresh_proof(settings: Any) -> None:
    policy(settings, mfa_policy="optional")
    caller = make_caller(acr="1fa", at=clock.now() - timedelta(minutes=50))
    give_app(caller.user)
    assert caller.call("GET", "me").status_code == 200
