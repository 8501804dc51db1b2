"""MF-28: a way in that forgets the second factor: Django's logins, Basic, the password grant. Logto CVE-2026-15616."""

import ast
from pathlib import Path

import pytest
from django.contrib.auth import authenticate

from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page, basic
from tests.security.standing import refused_at_token, tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize(
    "path", ["/admin/login/", "/accounts/login/", "/login", "/api-auth/login/", "/api/v1/login", "/o/token/"]
)
def test_no_other_login_takes_a_password(path: str) -> None:
    adm, browser = make_person(is_admin=True), Browser()
    form = {
        "username": adm.email,
        "email": adm.email,
        "password": adm.password,
        "this_is_the_login_form": "1",
        "next": "/admin/",
    }
    answer = browser.http.post(path, form, headers={"origin": "http://localhost:8000"})
    assert answer.status_code in (302, 303, 403, 404)
    assert answer.get("Location", "/interaction/start?").startswith("/interaction/start?")
    assert not Session.objects.exists()


@pytest.mark.parametrize("path", ["/admin/", "/account", "/api/v1/me", "/api/v1/me/sessions", "/oauth2/userinfo"])
def test_name_and_password_in_a_header_open_nothing(path: str) -> None:
    adm, browser = make_person(is_admin=True), Browser()
    answer = browser.http.get(path, headers={"authorization": basic(adm.email, adm.password)})
    assert answer.status_code in (302, 303, 400, 401)
    tells_nothing(answer)
    assert not Session.objects.exists()


@pytest.mark.spec("RFC 9700", "2.4", "MUST")
@pytest.mark.parametrize("grant_type", ["password", "urn:ietf:params:oauth:grant-type:jwt-bearer", "implicit"])
def test_there_is_no_password_grant(grant_type: str) -> None:
    alice, rp = make_person(), make_rp()
    answer = rp.token({"grant_type": grant_type, "username": alice.email, "password": alice.password, "scope": "openid"})
    refused_at_token(answer, "unsupported_grant_type")


def test_djangos_own_authentication_knows_no_password() -> None:
    alice = make_person(is_admin=True)
    assert authenticate(username=alice.email, password=alice.password) is None
    assert authenticate(email_canonical=alice.email, password=alice.password) is None


def test_one_function_signs_in() -> None:
    calls = []
    for path in sorted((ROOT / "idp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "django.contrib.auth":
                calls += [path.relative_to(ROOT).as_posix() for name in node.names if name.name in {"login", "alogin"}]
    assert calls == ["idp/sessions/services.py"]


def test_proving_the_address_of_an_old_account_is_no_sign_in() -> None:
    """Registering alice's address again leads to a code that nobody gets, whatever is typed."""
    alice, browser = make_person(), Browser()
    page = browser.get("/register")
    assert isinstance(page, Page)
    verify = browser.submit(page, email=alice.email, password="a rather long sentence", name="A")
    assert isinstance(verify, Page) and verify.slug == "verify-email"
    place = browser.submit(verify, code="123456")
    assert isinstance(place, Page) and place.status == 422
    assert not Session.objects.exists()
