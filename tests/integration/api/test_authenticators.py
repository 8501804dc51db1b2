"""Adding and removing an authenticator app, and recovery codes, over the API."""

from datetime import timedelta

import pyotp
import pytest

from idp.core import clock
from idp.mfa.models import Authenticator, RecoverySet
from tests.factories.account_api import give_app, make_caller

pytestmark = pytest.mark.django_db


def test_a_person_with_e_mail_codes_adds_an_app_and_gets_recovery_codes() -> None:
    caller = make_caller()
    pending, answer = caller.enrol()
    assert set(pending) == {"id", "secret", "otpauth_uri", "qr_svg", "expires_at"}
    assert pending["otpauth_uri"].startswith("otpauth://totp/") and pending["qr_svg"].lstrip().startswith("<svg")
    assert answer.status_code == 200
    made = answer.json()
    assert (made["authenticator"]["id"], made["authenticator"]["label"]) == (pending["id"], "phone")
    assert len(made["recovery_codes"]) == 10
    listed = caller.call("GET", "me/authenticators").json()["results"]
    assert [one["id"] for one in listed] == [pending["id"]]
    assert pending["secret"] not in str(listed)
    assert caller.call("GET", "me").json()["factors"]["totp"] is True


def test_a_pending_app_proves_nothing_and_is_not_listed() -> None:
    caller = make_caller()
    caller.call("POST", "me/authenticators/totp")
    assert caller.call("GET", "me/authenticators").json() == {"results": []}
    assert caller.call("GET", "me").json()["factors"]["totp"] is False


def test_a_wrong_code_keeps_the_key_and_counts() -> None:
    caller = make_caller()
    pending = caller.call("POST", "me/authenticators/totp").json()
    right = pyotp.TOTP(pending["secret"])
    wrong = next(code for code in ("000000", "111111", "222222") if not right.verify(code, valid_window=2))
    path = f"me/authenticators/totp/{pending['id']}/confirm"
    first = caller.call("POST", path, {"code": wrong, "label": ""})
    assert first.status_code == 422
    assert first.headers["Content-Type"] == "application/problem+json"
    assert list(first.json()["errors"]) == ["code"]
    second = caller.call("POST", path, {"code": wrong, "label": ""})
    assert second.json()["attempts_left"] == first.json()["attempts_left"] - 1
    assert caller.call("POST", "me/authenticators/totp").json()["secret"] == pending["secret"]
    spaced = f" {right.now()[:3]} {right.now()[3:]} "
    assert caller.call("POST", path, {"code": spaced, "label": "phone"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"code": "123456"},
        {"code": None, "label": ""},
        {"code": ["1"], "label": ""},
        {"code": "1" * 65, "label": ""},
        {"code": "123456", "label": "x" * 61},
    ],
)
def test_a_body_that_does_not_fit_is_a_400_with_the_field(body: dict[str, object]) -> None:
    caller = make_caller()
    pending = caller.call("POST", "me/authenticators/totp").json()
    answer = caller.call("POST", f"me/authenticators/totp/{pending['id']}/confirm", body)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) <= {"code", "label"}


def test_a_pending_app_belongs_to_its_session() -> None:
    here = make_caller()
    there = make_caller(here.user)
    pending = here.call("POST", "me/authenticators/totp").json()
    code = pyotp.TOTP(pending["secret"]).now()
    path = f"me/authenticators/totp/{pending['id']}/confirm"
    assert there.call("POST", path, {"code": code, "label": ""}).status_code == 404
    assert not Authenticator.objects.filter(user=here.user).exclude(confirmed_at=None).exists()


def test_another_set_up_than_the_open_one_is_not_confirmed() -> None:
    caller = make_caller()
    pending = caller.call("POST", "me/authenticators/totp").json()
    code = pyotp.TOTP(pending["secret"]).at(clock.unix_time())
    answer = caller.call("POST", "me/authenticators/totp/earlier/confirm", {"code": code, "label": ""})
    assert (answer.status_code, answer.json()["code"]) == (404, "enrolment_not_open")
    assert caller.call("GET", "me").json()["factors"]["totp"] is False


def test_removing_an_app_needs_a_proof_by_an_app() -> None:
    weak = make_caller()
    give_app(weak.user)
    strong = make_caller(weak.user, acr="mfa")
    handle = strong.call("GET", "me/authenticators").json()["results"][0]["id"]
    refused = weak.call("DELETE", f"me/authenticators/{handle}")
    assert refused.status_code == 401
    assert 'acr_values="mfa", max_age="600"' in refused.headers["WWW-Authenticate"]
    assert strong.call("DELETE", f"me/authenticators/{handle}").status_code == 204
    assert strong.call("GET", "me/authenticators").json() == {"results": []}
    assert strong.call("DELETE", f"me/authenticators/{handle}").status_code == 404


def test_new_recovery_codes_replace_the_set() -> None:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    before = set(RecoverySet.objects.get(user=caller.user).codes.values_list("code_mac", flat=True))
    answer = caller.call("POST", "me/recovery-codes")
    assert answer.status_code == 201
    assert len(set(answer.json()["codes"])) == 10
    after = set(RecoverySet.objects.get(user=caller.user).codes.values_list("code_mac", flat=True))
    assert len(after) == 10 and not before & after


def test_without_an_app_there_is_nothing_to_recover() -> None:
    caller = make_caller()
    answer = caller.call("POST", "me/recovery-codes")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_authenticator")
    assert not RecoverySet.objects.filter(user=caller.user).exists()


@pytest.mark.parametrize("path", ["me/authenticators/totp", "me/recovery-codes"])
def test_a_proof_older_than_the_sudo_limit_is_not_fresh(path: str) -> None:
    caller = make_caller(at=clock.now() - timedelta(minutes=10, seconds=1))
    answer = caller.call("POST", path)
    assert answer.status_code == 401
    assert answer.json()["code"] == "insufficient_user_authentication"
    assert 'acr_values="2fa-email", max_age="600"' in answer.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    "label", ["\N{MOBILE PHONE}", "\u0647\u0627\u062a\u0641", "e" + "\u0301" * 59, "a\ufffe", "<b>&quot;", "'; --"]
)
def test_a_label_is_shown_as_it_was_given(label: str) -> None:
    caller = make_caller()
    pending = caller.call("POST", "me/authenticators/totp").json()
    code = pyotp.TOTP(pending["secret"]).at(clock.unix_time())
    caller.call("POST", f"me/authenticators/totp/{pending['id']}/confirm", {"code": code, "label": label})
    assert [one["label"] for one in caller.call("GET", "me/authenticators").json()["results"]] == [label]
