"""The React app in Chromium: sign in by redirect, single sign-on to the sample client, sign out, and nothing stolen lives on.

Spec: RFC 10017 (browser-based applications); OpenID Connect Back-Channel Logout 1.0; the product's first request.
"""

import json
from typing import Any

import httpx
import pyotp
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.e2e.running_demo import Account, Demo


def sign_in_to_app(page: Page, demo: Demo, account: Account) -> None:
    """From the app's front page to its dashboard."""
    page.goto(f"{demo.app}/dashboard")
    page.get_by_role("button", name="Sign in").or_(page.get_by_role("link", name="Sign in")).first.click()
    page.fill("#id_username", account.email)
    page.fill("#id_password", account.password)
    page.click("#sign-in")
    page.fill("#id_code", demo.otp(account) if account.totp_secret else demo.mailed_code(account))
    page.click("#verify")
    expect(page).to_have_url(f"{demo.app}/dashboard")
    expect(page.locator("#email")).to_have_text(account.email)


def stolen(context: BrowserContext) -> list[dict[str, Any]]:
    """Every cookie of this browser."""
    return [dict(cookie) for cookie in context.cookies()]


def test_sign_in_single_sign_on_sign_out_and_replay(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    answers: list[dict[str, Any]] = []
    page.on(
        "response",
        lambda response: answers.append(response.json()) if response.url.endswith("/oauth2/token") and response.ok else None,
    )
    sign_in_to_app(page, demo, demo.ada)
    expect(page.locator("#acr")).to_contain_text("authenticator app")

    page.goto(f"{demo.rp}/login")  # the same browser, another client: no password, one consent
    if "/consent" in page.url:
        page.click("#allow")
    expect(page).to_have_url(f"{demo.rp}/protected")
    claims = json.loads(page.locator("#claims").inner_text())
    assert claims["acr"] == "mfa"

    page.goto(f"{demo.app}/dashboard")  # a reload: tokens were in memory, the session signs in silently
    expect(page.locator("#email")).to_have_text(demo.ada.email)
    tokens, cookies = answers[-1], stolen(context)
    assert _userinfo(demo, tokens["access_token"]) == 200

    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert page.url.startswith(f"{demo.app}/")

    assert _userinfo(demo, tokens["access_token"]) == 401
    refreshed = httpx.post(
        f"{demo.issuer}/oauth2/token",
        data={"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"], "client_id": "app"},
    )
    assert (refreshed.status_code, refreshed.json()["error"]) == (400, "invalid_grant")
    assert _opens(f"{demo.issuer}/account", cookies, "localhost") != 200
    page.wait_for_timeout(1500)  # the back-channel delivery
    assert "Signed in as" not in _text(f"{demo.rp}/protected", cookies, "127.0.0.1")


def test_no_token_is_ever_in_web_storage(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    sign_in_to_app(page, demo, demo.bob)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "eyJ" not in kept and "rt_" not in kept
    assert "code=" not in page.url
    expect(page.locator("#acr")).to_contain_text("e-mail")


def test_setting_up_an_app_steps_up_shows_a_key_and_recovery_codes(context: BrowserContext, demo: Demo) -> None:
    """Register by prompt=create, then /mfa-setup and /mfa-verify through the API."""
    page = context.new_page()
    email = f"eve{id(context)}@example.org"
    page.goto(f"{demo.app}/register")
    page.fill("#id_name", "Eve Example")
    page.fill("#id_email", email)
    page.fill("#id_password", "seven unusual words for a test")
    page.click("#register")
    page.fill("#id_code", demo.idp("dev", "mailbox", "--to", email, "--code"))
    page.click("#verify")
    expect(page.locator("#email")).to_have_text(email)
    page.goto(f"{demo.app}/mfa-setup")
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.click("#continue")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
    expect(page.locator("li", has_text="-").first).to_be_visible()
    page.locator("#saved").check()
    page.click("#continue")


def test_signed_out_reload_shows_the_way_in_without_a_loop(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    redirects: list[Request] = []
    page.on("request", lambda request: redirects.append(request) if "/oauth2/authorize" in request.url else None)
    page.goto(f"{demo.app}/dashboard")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert len(redirects) == 1  # one silent try


def _userinfo(demo: Demo, access_token: str) -> int:
    return httpx.get(f"{demo.issuer}/oauth2/userinfo", headers={"Authorization": f"Bearer {access_token}"}).status_code


def _jar(cookies: list[dict[str, Any]], domain: str) -> dict[str, str]:
    return {cookie["name"]: cookie["value"] for cookie in cookies if cookie["domain"] == domain}


def _opens(url: str, cookies: list[dict[str, Any]], domain: str) -> int:
    return httpx.get(url, cookies=_jar(cookies, domain)).status_code


def _text(url: str, cookies: list[dict[str, Any]], domain: str) -> str:
    return httpx.get(url, cookies=_jar(cookies, domain)).text
