"""PUT /api/v1/me/email-code: codes by e-mail beside an app, on or off, at every door, locking nobody out."""

import pytest

from idp.accounts.models import User
from idp.mfa import enrolment, services
from idp.mfa.models import Authenticator, RecoveryCode
from tests.factories.account_api import give_app, make_caller
from tests.factories.accounts import browser, letters

pytestmark = pytest.mark.django_db


def test_off_and_on_again() -> None:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    off = caller.call("PUT", "me/email-code", {"enabled": False})
    assert off.status_code == 200
    assert (off.json()["factors"]["email_code"], off.json()["factors"]["email_code_off"]) == (False, True)
    assert services.methods(User.objects.get()) == ("totp", "recovery")
    on = caller.call("PUT", "me/email-code", {"enabled": True}).json()["factors"]
    assert (on["email_code"], on["email_code_off"]) == (True, False)
    subjects = [letter.subject for letter in letters(caller.user.email)]
    assert subjects[-2:] == ["Codes by e-mail were switched off", "Codes by e-mail were switched on"]


def test_saying_it_twice_tells_nobody_twice() -> None:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    letters()
    for _ in range(2):
        assert caller.call("PUT", "me/email-code", {"enabled": False}).status_code == 200
    assert [letter.subject for letter in letters()].count("Codes by e-mail were switched off") == 1


def test_without_an_app_or_recovery_codes_it_stays_on() -> None:
    caller = make_caller()
    assert caller.call("PUT", "me/email-code", {"enabled": False}).json()["code"] == "no_authenticator"
    give_app(caller.user)
    RecoveryCode.objects.all().delete()
    strong = make_caller(caller.user, acr="mfa")
    refused = strong.call("PUT", "me/email-code", {"enabled": False})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_recovery_codes")
    assert not User.objects.get().email_code_off


def test_with_the_last_app_gone_codes_by_mail_work_again() -> None:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    caller.call("PUT", "me/email-code", {"enabled": False})
    enrolment.remove(caller.user, Authenticator.objects.get().handle, request=browser())
    assert services.methods(User.objects.get()) == ("email_otp",)


def test_it_needs_a_fresh_proof_by_the_app() -> None:
    caller = make_caller()
    give_app(caller.user)
    answer = caller.call("PUT", "me/email-code", {"enabled": False})
    assert answer.status_code == 401 and 'acr_values="mfa"' in answer.headers["WWW-Authenticate"]
    assert not User.objects.get().email_code_off


@pytest.mark.parametrize("body", [{}, {"enabled": "perhaps"}, {"enabled": None}, {"enabled": False, "x": 1}, []])
def test_a_body_that_is_none(body: object) -> None:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    assert caller.call("PUT", "me/email-code", body).status_code == 400
