"""The flow as it should go: sign-in, refresh, sign-out, a provider that is away (spec: OpenID Connect Core §3.1)."""

import os
import socket
import subprocess
import sys
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from demo_client.app import RelyingParty

from .conftest import Client
from .provider import CLIENT_ID, Provider, query


def test_signs_in_and_shows_the_verified_claims(ada: Client, provider: Provider) -> None:
    answer = ada.sign_in()
    assert (answer.status_code, answer.headers["Location"]) == (302, ada.base + "/protected")
    page = ada.open("/protected")
    assert "Signed in as ada@example.org" in page.text
    assert ada.claims()["sub"] == "ada-1" and ada.claims()["acr"] == "mfa"
    assert "Signed in as ada@example.org" in ada.open("/").text
    assert ada.open("/protected").headers["Cache-Control"] == "no-store"
    assert provider.count("/.well-known/openid-configuration") == provider.count("/jwks") == 1


def test_a_wish_that_was_not_granted_is_told(ada: Client) -> None:
    ada.sign_in("?acr_values=mfa")
    assert 'id="missed"' not in ada.open("/protected").text
    ada.sign_in("?acr_values=phr")  # a level that the provider does not reach
    assert 'id="missed"' in ada.open("/protected").text
    ada.sign_in()
    assert 'id="missed"' not in ada.open("/protected").text


def test_request_carries_pkce_nonce_state_and_what_was_asked(ada: Client) -> None:
    sent = parse_qs(urlsplit(ada.start("?acr_values=mfa&max_age=0&prompt=login&login_hint=ada%40example.org")).query)
    assert sent["code_challenge_method"] == ["S256"] and len(sent["code_challenge"][0]) == 43
    assert len(sent["state"][0]) >= 22 and len(sent["nonce"][0]) >= 20
    assert sent["redirect_uri"] == [ada.base + "/callback"] and sent["scope"] == ["openid profile email"]
    assert [sent[name] for name in ("acr_values", "max_age", "prompt", "login_hint")] == [
        ["mfa"],
        ["0"],
        ["login"],
        ["ada@example.org"],
    ]


def test_cookie_is_opaque_http_only_lax_and_new_at_sign_in(ada: Client) -> None:
    answer = ada.open("/login")
    before, raw = ada.cookies["demo_client"], answer.headers["Set-Cookie"]
    assert "HttpOnly" in raw and "SameSite=Lax" in raw and len(before) == 43
    ada.open("/callback" + query(ada.provider.answer(answer.headers["Location"])))
    assert ada.cookies["demo_client"] != before
    stale = requests.get(ada.base + "/protected", cookies={"demo_client": before}, allow_redirects=False, timeout=5)
    assert stale.status_code == 302  # who planted the old cookie is not signed in


def test_unknown_cookie_is_never_adopted(ada: Client) -> None:
    answer = ada.open("/login", cookies={"demo_client": "planted"})
    assert "demo_client=" in answer.headers["Set-Cookie"] and "planted" not in answer.headers["Set-Cookie"]


def test_two_tabs_both_complete(ada: Client, provider: Provider) -> None:
    first, second = ada.start(), ada.start()
    assert ada.open("/callback" + query(provider.answer(second))).status_code == 302
    assert ada.open("/callback" + query(provider.answer(first))).status_code == 302


def test_protected_page_needs_a_sign_in(ada: Client) -> None:
    assert ada.open("/protected").headers["Location"] == ada.base + "/login"


def test_refresh_rotates(ada: Client, provider: Provider, party: RelyingParty) -> None:
    ada.sign_in()
    first = [*provider.refresh_tokens]
    assert ada.open("/refresh", "POST").headers["Location"] == ada.base + "/protected"
    assert ada.open("/refresh").status_code == 302
    assert [form["grant_type"] for path, form in provider.requests if path == "/token"] == [
        "authorization_code",
        "refresh_token",
        "refresh_token",
    ]
    (session,) = [browser.session for browser in party.browsers.values()]
    assert [session["tokens"]["refresh_token"]] == [*provider.refresh_tokens] != first


@pytest.mark.parametrize("claim", ["iss", "sub", "aud", "auth_time", "sid", "nonce", "azp"])
def test_refresh_that_speaks_of_another_sign_in_ends_the_session(ada: Client, provider: Provider, claim: str) -> None:
    ada.sign_in()
    other = {"auth_time": 1, "aud": [CLIENT_ID, CLIENT_ID], "azp": CLIENT_ID}.get(claim, "other")
    provider.bend_claims = lambda claims: claims.update({claim: other})
    assert ada.open("/refresh", "POST").status_code == 400 and ada.claims() is None


def test_refused_refresh_ends_the_session(ada: Client, provider: Provider) -> None:
    ada.sign_in()
    provider.refresh_tokens.clear()
    assert ada.open("/refresh", "POST").status_code == 400 and ada.claims() is None


def test_outage_during_refresh_keeps_the_session(ada: Client, provider: Provider, party: RelyingParty) -> None:
    ada.sign_in()
    party.provider.oauth.server_metadata["token_endpoint"] = "http://127.0.0.1:9/token"
    assert ada.open("/refresh", "POST").status_code == 503 and ada.claims() is not None
    party.provider.oauth.server_metadata["token_endpoint"] = provider.metadata["token_endpoint"]
    assert ada.open("/refresh", "POST").status_code == 303


def test_logout_ends_the_session_here_and_there(ada: Client, provider: Provider) -> None:
    ada.sign_in()
    answer = ada.open("/logout", "POST")
    sent = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert answer.status_code == 303 and answer.headers["Location"].startswith(provider.issuer + "/end_session?")
    assert sent["post_logout_redirect_uri"] == [ada.base + "/"] and sent["id_token_hint"][0].count(".") == 2
    assert ada.claims() is None
    assert "You are signed out" in ada.open("/?state=" + sent["state"][0]).text
    assert "You are signed out" not in ada.open("/?state=other").text


@pytest.mark.parametrize("path", ["/logout", "/refresh"])
def test_another_site_cannot_press_our_buttons(ada: Client, path: str) -> None:
    ada.sign_in()
    assert ada.open(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert ada.claims() is not None


def test_third_party_login_is_allow_listed(ada: Client, provider: Provider) -> None:
    """OR-03."""
    assert ada.open("/login?iss=https://evil.example").status_code == 400
    assert ada.open(f"/login?iss={provider.issuer}&target_link_uri=https://evil.example/").status_code == 400
    assert ada.open(f"/login?iss={provider.issuer}&target_link_uri={ada.base}/protected").status_code == 302


def test_discovery_of_another_issuer_is_refused(ada: Client, provider: Provider) -> None:
    provider.metadata["issuer"] = "https://other.example"
    assert ada.open("/login").status_code == 503
    provider.metadata["issuer"] = provider.issuer
    assert ada.open("/login").status_code == 302  # and nothing bad was kept


@pytest.mark.parametrize("path", ["/", "/protected", "/callback", "/nothing-here", "/logout?x=%00"])
def test_pages_are_titled_marked_up_and_hardened(ada: Client, path: str) -> None:
    page = ada.open(path) if path != "/protected" else (ada.sign_in(), ada.open(path))[1]
    assert page.headers["Cache-Control"] == "no-store" and "default-src 'none'" in page.headers["Content-Security-Policy"]
    if page.status_code != 302:
        assert '<html lang="en">' in page.text and "<main>" in page.text and "<h1" in page.text
        assert " – Sample client</title>" in page.text and "<script" not in page.text and "style=" not in page.text


def test_module_starts_before_its_provider_and_says_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    settings = {"OIDC_ISSUER": "http://127.0.0.1:9", "OIDC_CLIENT_ID": "demo", "OIDC_CLIENT_SECRET": "s", "PORT": port}
    process = subprocess.Popen([sys.executable, "-m", "demo_client"], env={**os.environ, **settings})
    try:
        for _ in range(100):
            try:
                home = requests.get(f"http://127.0.0.1:{port}/", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        assert home.status_code == 200 and "You are not signed in" in home.text
        answer = requests.get(f"http://127.0.0.1:{port}/login", timeout=10)
        assert answer.status_code == 503 and "cannot be reached" in answer.text
    finally:
        process.terminate()
        process.wait(10)


def test_module_names_missing_settings() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("OIDC_")}
    done = subprocess.run([sys.executable, "-m", "demo_client"], env=bare, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and "OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET" in done.stderr
