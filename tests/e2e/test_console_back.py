"""Back in the console: after a set-up, and out of a step-up, nobody who is signed in is asked to sign in. Statement E18."""

import pyotp
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.console import open_page, register
from tests.e2e.running_demo import Demo


def test_back_after_a_set_up_asks_for_nothing(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    register(page, demo, "bea")
    _set_up(page)
    for _ in range(4):  # security, overview, and the two pages of the registration
        page.go_back()
        _asks_for_nothing(page)
    expect(page.get_by_role("heading", level=1, name="This step is done")).to_be_visible()  # an account is made once
    page.goto(f"{demo.app}/sessions")
    expect(page.get_by_text("Other browsers")).to_be_visible()


def test_a_step_up_can_be_stopped_and_left_by_back(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    register(page, demo, "kai")
    _set_up(page)
    page.goto(f"{demo.app}/mfa-verify?confirmed=1")
    page.get_by_role("link", name="Confirm again").click()
    page.wait_for_url(f"{demo.issuer}/interaction/**")
    expect(page.locator("#why")).to_contain_text("Before anything is changed")
    page.click("#cancel")
    expect(page.get_by_role("heading", level=1, name="Security")).to_be_visible()
    page.go_back()  # to the page that was stopped
    expect(page.get_by_role("heading", level=1, name="This step is done")).to_be_visible()
    page.click("#go-on")
    _asks_for_nothing(page)


def _set_up(page: Page) -> None:
    """From the overview to the security page, with a new authenticator app."""
    open_page(page, "Security")
    page.click("#mfa-setup")
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.click("#continue")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
    page.locator("#saved").check()
    page.click("#continue")
    expect(page.locator("#codes-left")).to_contain_text("10")


def _asks_for_nothing(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.locator("#id_username, #id_password, #id_code").count() == 0, page.url
    expect(page.get_by_role("heading", level=1, name="This sign-in link cannot be used")).to_have_count(0)
