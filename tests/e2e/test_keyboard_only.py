"""The whole journey by keyboard: register, verify, consent, set up an app, sign in with it, sign out. Issue 3, done 5.

Spec: WCAG 2.2 2.1.1, 2.4.3, 2.4.7, 2.4.11, 3.3.1 (error identification).
"""

import time

import pyotp
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.keyboard import Keyboard
from tests.e2e.running_demo import Account, Demo

KIM = Account("kim@example.org", "seven unusual words for a test", None, ())


def test_the_whole_journey(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    keys = Keyboard(page)
    page.goto(f"{demo.rp}/")
    _register(keys, demo)
    secret = _set_up_app(keys, demo)
    _sign_out(keys, demo)
    _sign_in_with_app(keys, demo, secret)
    page.goto(f"{demo.app}/")
    keys.press("#sign-in")
    page.wait_for_url(f"{demo.app}/dashboard")
    expect(page.locator("#email")).to_have_text(KIM.email)


def _register(keys: Keyboard, demo: Demo) -> None:
    page = keys.page
    keys.press("#sign-in")
    keys.press("a[href$='/register']")
    keys.tab_to("#id_name")
    keys.enter()  # nothing typed: the error has the focus, and the title says so
    page.wait_for_selector("#id_name_error")
    assert page.title().startswith("Error:")
    assert page.evaluate("document.activeElement.id") == "id_name"
    keys.fill("#id_name", "Kim Keys")
    keys.fill("#id_email", KIM.email)
    keys.fill("#id_password", KIM.password)
    keys.enter()
    page.wait_for_selector("#verify")
    assert page.evaluate("document.activeElement.id") == "id_code"
    keys.fill("#id_code", demo.mailed_code(KIM))
    keys.enter()
    keys.press("#allow")
    page.wait_for_url(f"{demo.rp}/protected")


def _set_up_app(keys: Keyboard, demo: Demo) -> str:
    page = keys.page
    page.goto(f"{demo.issuer}/account")
    keys.press("#manage-mfa")
    keys.press("details details summary")
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    keys.fill("#id_code", pyotp.TOTP(secret).now())
    keys.enter()
    page.wait_for_selector("#recovery-codes")
    keys.tab_to("#id_saved")
    page.keyboard.press("Space")
    keys.press("#continue")
    page.wait_for_selector("#authenticators")
    return secret


def _sign_out(keys: Keyboard, demo: Demo) -> None:
    page = keys.page
    page.goto(f"{demo.issuer}/account")
    keys.press("#sign-out")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


def _sign_in_with_app(keys: Keyboard, demo: Demo, secret: str) -> None:
    page = keys.page
    page.goto(f"{demo.rp}/login")
    keys.fill("#id_username", KIM.email)
    keys.fill("#id_password", KIM.password)
    keys.enter()
    page.wait_for_selector("#verify")
    keys.press("a[href$='/mfa']")  # another way, and back
    keys.press("#way-totp")
    keys.fill("#id_code", "000 000")
    keys.enter()
    page.wait_for_selector("#id_code_error")
    assert page.evaluate("document.activeElement.id") == "id_code" and page.title().startswith("Error:")
    keys.press(".languages a[hreflang=ar]")
    page.wait_for_selector("html[dir=rtl]")
    keys.fill("#id_code", _next_code(secret))
    keys.enter()
    page.wait_for_url(f"{demo.rp}/protected")


def _next_code(secret: str) -> str:
    """A code of a step that was not used before."""
    time.sleep(30 - time.time() % 30 + 0.5)
    return pyotp.TOTP(secret).now()


def test_skip_link_and_no_trap(context: BrowserContext, demo: Demo) -> None:
    """The first Tab offers to skip to the content; Tab leaves every page again."""
    page: Page = context.new_page()
    page.goto(f"{demo.issuer}/nowhere")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    stops = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        stops.add(page.evaluate("document.activeElement.tagName"))
    assert "BODY" in stops or "HTML" in stops or len(stops) > 1
