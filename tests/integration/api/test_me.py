"""GET /api/v1/me, and what every answer of the API has in common. Spec: RFC 6750 §3; RFC 9457."""

import pytest

from idp.core import clock
from idp.mfa import recovery
from idp.mfa.models import RecoveryCode
from tests.factories.account_api import give_app, make_caller, make_person

pytestmark = pytest.mark.django_db
CLAIMS = (
    "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website", "gender", "birthdate", "zoneinfo",
    "phone_number", "address", "preferred_username",
)  # fmt: skip
FACTORS = {
    "totp": False,
    "email_code": True,
    "email_code_off": False,
    "mfa_required": False,
    "recovery_codes_left": 0,
    "recovery_codes_low": False,
    "recovery_codes_saved": False,
    "recovery_code_used_at": None,
}


def test_the_person_behind_the_token() -> None:
    caller = make_caller(make_person(name="Ada", email="ada@example.org", is_admin=True))
    answer = caller.call("GET", "me")
    assert answer.status_code == 200
    assert answer.json() == {
        "sub": caller.user.sub,
        "email": "ada@example.org",
        "email_verified": True,
        "name": "Ada",
        "locale": "",
        "claims": dict.fromkeys(CLAIMS),
        "is_admin": True,
        "is_helpdesk": False,
        "deletion_at": None,
        "acr": "2fa-email",
        "factors": FACTORS,
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"


def test_an_app_and_its_recovery_codes_are_counted() -> None:
    caller = make_caller()
    give_app(caller.user)
    assert caller.call("GET", "me").json()["factors"] == FACTORS | {"totp": True, "recovery_codes_left": 10}


def test_the_last_use_of_a_recovery_code_is_told_until_there_are_new_ones() -> None:
    caller = make_caller()
    give_app(caller.user)
    spent = RecoveryCode.objects.filter(set__user=caller.user).first()
    assert spent is not None
    RecoveryCode.objects.filter(pk=spent.pk).update(spent_at=clock.now())
    recovery.mark_saved(caller.user)
    told = caller.call("GET", "me").json()["factors"]
    assert (told["recovery_codes_left"], told["recovery_codes_saved"]) == (9, True)
    assert told["recovery_code_used_at"] is not None
    recovery.make_set(caller.user)
    told = caller.call("GET", "me").json()["factors"]
    assert (told["recovery_codes_saved"], told["recovery_code_used_at"]) == (False, None)


def test_without_a_token_the_challenge_names_no_error() -> None:
    caller = make_caller()
    answer = caller.browser.get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="http://localhost:8000/api"'
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "authentication_required"


@pytest.mark.spec("RFC 6750", "3", "MUST")
def test_a_dead_token_is_an_invalid_token_with_a_reference() -> None:
    caller = make_caller()
    caller.token = caller.token[:-8] + "AAAAAAAA"
    answer = caller.call("GET", "me")
    assert answer.status_code == 401
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    assert len(answer.json()["reference"]) == 14
    assert answer.json()["type"] == "http://localhost:8000/api/docs#invalid_token"


def test_head_answers_like_get_without_a_body() -> None:
    answer = make_caller().call("HEAD", "me")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_browser_s_accept_header_never_gets_html() -> None:
    answer = make_caller().call("GET", "me", accept="text/html")
    assert answer.status_code == 406
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_session_cookie_is_no_token() -> None:
    caller = make_caller()
    caller.browser.cookies["gatehouse_session"] = "x" * 43
    assert caller.browser.get("/api/v1/me").status_code == 401


@pytest.mark.spec("RFC 9457", "3", "MUST")
def test_an_unexpected_error_is_a_problem_with_a_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    caller = make_caller()

    def broken(_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("idp.api.views.me.services.factor_facts", broken)
    answer = caller.call("GET", "me")
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert b"secret detail" not in answer.content and len(answer.json()["reference"]) == 14
