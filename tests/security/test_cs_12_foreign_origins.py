"""CS-12, CS-14: scripts of other sites read answers meant for a client's own. OWASP ASVS 3.4.2; Keycloak CVE-2026-37977."""

from pathlib import Path

import pytest

from tests.factories.people import make_person, make_rp
from tests.rp import Browser
from tests.security.sign_ins import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "https://a.example"
FOREIGN = [
    "https://evil.example",
    "null",
    "https://a.example.evil.example",
    "http://a.example",
    "https://A.example",
    "https://a.example:8443",
    "*",
]
CORS = "Access-Control-Allow-Origin"


@pytest.mark.parametrize("origin", [*FOREIGN, "https://b.example"])
def test_only_the_clients_own_origin_may_read(origin: str) -> None:
    rp = make_rp(auth_method="none", allowed_origins=HOME, trusted=True)
    make_rp(auth_method="none", allowed_origins="https://b.example")
    flow, browser, alice = rp.begin(), Browser(), make_person(totp=True)
    code = flow.sign_in(browser, alice).parameters["code"]
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": rp.redirect_uri, "code_verifier": flow.verifier,
    }  # fmt: skip
    answer = rp.token(form, origin=origin)
    assert answer.status_code == 200
    access_token = answer.json()["access_token"]
    answers = [
        answer,
        rp.token({"grant_type": "refresh_token", "refresh_token": "rt_x"}, origin=origin),
        rp.http.get("/oauth2/userinfo", headers={"authorization": f"Bearer {access_token}", "origin": origin}),
        rp.http.post("/oauth2/revoke", {"token": "x", "client_id": rp.client_id}, headers={"origin": origin}),
    ]
    for each in answers:
        assert each.get(CORS, "") in (
            "",
            "https://b.example" if origin == "https://b.example" and each.status_code >= 400 else "",
        )
        assert "Access-Control-Allow-Credentials" not in each
        assert "Origin" in each.get("Vary", "")
    own = rp.http.get("/oauth2/userinfo", headers={"authorization": f"Bearer {access_token}", "origin": HOME})
    assert own[CORS] == HOME and "Access-Control-Allow-Credentials" not in own


@pytest.mark.parametrize("origin", FOREIGN)
def test_an_unregistered_origin_passes_no_preflight(origin: str) -> None:
    rp = make_rp(auth_method="none", allowed_origins=HOME)
    for path in ("/oauth2/token", "/oauth2/userinfo", "/oauth2/revoke"):
        asked = {"origin": origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}
        answer = rp.http.options(path, headers=asked)
        assert CORS not in answer and "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("origin", [*FOREIGN, HOME])
def test_public_documents_never_go_with_credentials_and_pages_never_go(origin: str) -> None:
    make_rp(auth_method="none", allowed_origins=HOME)
    browser = sign_in(make_person(totp=True))
    for path in ("/oauth2/jwks", "/.well-known/openid-configuration"):
        answer = browser.http.get(path, headers={"origin": origin})
        assert answer.get(CORS, "*") == "*" and "Access-Control-Allow-Credentials" not in answer
    for path in ("/account", "/account/mfa", "/oauth2/logout", "/register", "/oauth2/authorize"):
        answer = browser.http.get(path, headers={"origin": origin})
        assert CORS not in answer
        if not path.startswith("/oauth2/"):  # what a client opens in a window must reach that client
            assert answer["Cross-Origin-Opener-Policy"] == "same-origin"  # CS-14: no window.opener
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_no_script_of_ours_listens_to_other_windows() -> None:
    scripts = list((Path(__file__).parent.parent.parent / "idp").rglob("static/**/*.js"))
    assert scripts
    for script in scripts:
        text = script.read_text(encoding="utf-8")
        assert "postMessage" not in text and '"message"' not in text and "innerHTML" not in text, script
