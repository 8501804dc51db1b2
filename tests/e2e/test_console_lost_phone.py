"""The phone is gone: in by a recovery code, and the console leads to a new phone, step by step."""

import pyotp
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.console import open_page, register
from tests.e2e.running_demo import Demo


def test_from_a_recovery_code_to_a_new_phone(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    account = register(page, demo, "lea")
    page.goto(f"{demo.app}/mfa-setup")
    _scan(page)
    expect(page.locator("ol.codes li")).to_have_count(10)
    codes = page.locator("ol.codes li").all_inner_texts()
    open_page(page, "Security")  # without having said that the codes are saved
    page.click("#have-saved")
    expect(page.locator("#have-saved")).to_have_count(0)
    context.clear_cookies()

    page.goto(f"{demo.app}/login")
    page.fill("#id_username", account.email)
    page.fill("#id_password", account.password)
    page.get_by_label("Show password").check()
    expect(page.locator("#id_password")).to_have_attribute("type", "text")
    page.click("#sign-in")
    page.get_by_role("link", name="Try another way").click()
    page.click("#way-recovery")
    page.fill("#id_code", codes[0])
    page.click("#verify")
    expect(page.locator("#code-used")).to_contain_text("9 are left.")
    page.click("#replace")

    page.click("#mfa-setup")
    _scan(page)
    expect(page.get_by_text("The app on your old phone still works.")).to_be_visible()
    page.click("#next")
    page.get_by_role("button", name="Remove My phone").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_be_focused()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    page.click("#renew-codes")
    page.locator("#saved").check()
    page.click("#continue")
    expect(page.get_by_role("heading", name="Your phone is replaced")).to_be_focused()
    open_page(page, "Overview")
    expect(page.locator("#second-factor-status")).to_contain_text("is on")
    expect(page.locator("#code-used")).to_have_count(0)


def _scan(page: Page) -> None:
    """Set up an app on the page that shows the key."""
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.click("#continue")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
