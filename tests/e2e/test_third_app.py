"""An administrator registers a client in Chromium; a third app, made of the README's words alone, signs somebody in with it.

The README says: give the library the issuer, the client id and the client secret; everything else is read from discovery; the
flow is authorization code with PKCE (S256); ``acr`` says what was proved.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlencode, urlsplit

import httpx
import pytest
from jwcrypto import jwk, jwt
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.running_demo import Account, Demo


class ThirdApp(HTTPServer):
    """A web app in forty lines: /login starts, /callback ends with the verified claims as JSON."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Pages)
        self.redirect_uri = f"http://127.0.0.1:{self.server_address[1]}/callback"
        self.settings: dict[str, str] = {}
        self.flows: dict[str, dict[str, str]] = {}

    def discovered(self) -> dict[str, Any]:
        found: dict[str, Any] = httpx.get(self.settings["issuer"] + "/.well-known/openid-configuration").json()
        assert found["issuer"] == self.settings["issuer"]
        return found

    def start(self) -> str:
        """Where to send the browser."""
        verifier, state, nonce = (secrets.token_urlsafe(48) for _ in range(3))
        self.flows[state] = {"verifier": verifier, "nonce": nonce}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        asked = {
            "response_type": "code", "client_id": self.settings["client_id"], "redirect_uri": self.redirect_uri,
            "scope": "openid email", "state": state, "nonce": nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        return self.discovered()["authorization_endpoint"] + "?" + urlencode(asked)

    def finish(self, answer: dict[str, str]) -> dict[str, Any]:
        """The verified claims of the ID token."""
        flow, provider = self.flows.pop(answer["state"]), self.discovered()
        assert answer["iss"] == provider["issuer"]
        response = httpx.post(
            provider["token_endpoint"],
            data={
                "grant_type": "authorization_code", "code": answer["code"], "redirect_uri": self.redirect_uri,
                "code_verifier": flow["verifier"],
            },
            auth=(quote_plus(self.settings["client_id"]), quote_plus(self.settings["client_secret"])),
        )  # fmt: skip
        response.raise_for_status()
        keys = jwk.JWKSet.from_json(httpx.get(provider["jwks_uri"]).text)
        verified = jwt.JWT(jwt=response.json()["id_token"], key=keys, algs=["RS256"])
        claims: dict[str, Any] = json.loads(verified.claims)
        assert (claims["iss"], claims["aud"], claims["nonce"]) == (
            provider["issuer"],
            self.settings["client_id"],
            flow["nonce"],
        )
        return claims


class _Pages(BaseHTTPRequestHandler):
    server: ThirdApp

    def do_GET(self) -> None:
        path = urlsplit(self.path)
        if path.path == "/login":
            self.send_response(302)
            self.send_header("Location", self.server.start())
            self.end_headers()
            return
        if path.path != "/callback":
            self.send_error(404)
            return
        claims = self.server.finish({name: values[0] for name, values in parse_qs(path.query).items()})
        body = json.dumps(claims).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: an address may hold a code."""


@pytest.fixture
def third_app() -> Iterator[ThirdApp]:
    with _serving(ThirdApp()) as app:
        yield app


@contextmanager
def _serving(app: ThirdApp) -> Iterator[ThirdApp]:
    thread = threading.Thread(target=app.serve_forever, daemon=True)
    thread.start()
    try:
        yield app
    finally:
        app.shutdown()
        app.server_close()
        thread.join(5)


def test_registered_by_an_administrator_used_by_a_third_app(context: BrowserContext, demo: Demo, third_app: ThirdApp) -> None:
    page = context.new_page()
    page.goto(f"{demo.issuer}/manage/clients")
    _password(page, demo.ada)
    page.fill("#id_code", demo.otp(demo.ada))
    page.click("#verify")
    page.get_by_role("link", name="Register a client").click()
    page.get_by_role("link", name="Web app").click()
    page.fill("#id_client_name", "Third app")
    page.fill("#id_redirect_uris", third_app.redirect_uri.replace("http://127.0.0.1", "http://third.example"))
    page.click("#save")
    expect(page.locator("#id_redirect_uris_error")).to_contain_text("http://third.example")  # which one, and why
    page.fill("#id_redirect_uris", third_app.redirect_uri)
    page.click("#save")
    shown = dict(line.split("=", 1) for line in page.locator("#environment").inner_text().splitlines() if "=" in line)
    third_app.settings = {
        "issuer": shown["OIDC_ISSUER"], "client_id": shown["OIDC_CLIENT_ID"], "client_secret": shown["OIDC_CLIENT_SECRET"],
    }  # fmt: skip
    page.reload()
    assert third_app.settings["client_secret"] not in page.content()  # shown once

    page.goto(third_app.redirect_uri.replace("/callback", "/login"))  # ada's own session: only consent is asked
    page.click("#allow")
    claims = json.loads(page.locator("body").inner_text())
    assert claims["acr"] == "mfa"


def _password(page: Page, account: Account) -> None:
    page.fill("#id_username", account.email)
    page.fill("#id_password", account.password)
    page.click("#sign-in")
