"""Security in the console: password, address, authenticators, recovery codes, codes by e-mail, each behind a fresh proof."""

import time

import pyotp
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.console import PASSWORD, open_page, register, sign_in
from tests.e2e.running_demo import Account, Demo

NEW_PASSWORD = "quite another row of words"


def test_a_new_password_signs_out_everywhere_else(context: BrowserContext, chromium: Chromium, demo: Demo) -> None:
    page = context.new_page()
    account = register(page, demo, "pia")
    with chromium.new_context(locale="en-GB") as foreign:
        theirs = foreign.new_page()
        sign_in(theirs, demo, account)
        open_page(page, "Security")
        page.click("#change-password")
        page.fill("#id_current_password", "a wrong guess")
        page.fill("#id_password", NEW_PASSWORD)
        page.click("#save")
        expect(page.locator("#id_current_password_error")).to_be_visible()
        expect(page.locator("#id_current_password")).to_be_focused()
        assert page.title().startswith("Error:")
        page.fill("#id_current_password", PASSWORD)
        page.fill("#id_password", NEW_PASSWORD)
        page.click("#save")
        expect(page.get_by_role("heading", name="Your password is changed")).to_be_focused()

        open_page(theirs, "Browsers")
        expect(theirs.get_by_role("heading", name="You are signed out")).to_be_visible()
        sign_in(theirs, demo, Account(account.email, NEW_PASSWORD, None, ()))
    open_page(page, "Browsers")
    expect(page.get_by_text("Other browsers")).to_be_visible()  # this one stayed signed in


def test_a_new_address_is_proved_by_a_code_from_its_mailbox(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    account = register(page, demo, "emil")
    new = account.email.replace("@", "-new@")
    page.goto(f"{demo.app}/security")
    page.click("#change-email")
    page.fill("#id_email", "no address")
    page.click("#send")
    expect(page.locator("#id_email_error")).to_be_visible()
    expect(page.locator("#id_email")).to_have_value("no address")
    page.fill("#id_email", new)
    page.click("#send")
    page.fill("#id_code", "000000")
    page.click("#verify")
    expect(page.locator("#id_code_error")).to_contain_text("left")
    expect(page.locator("#id_code")).to_be_focused()
    page.fill("#id_code", demo.idp("dev", "mailbox", "--to", new, "--code"))
    page.click("#verify")
    expect(page.get_by_role("heading", name="Your e-mail address is changed")).to_be_visible()
    open_page(page, "Overview")
    expect(page.locator("#email")).to_have_text(new)


def test_an_app_is_added_named_and_removed_and_the_codes_are_renewed(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    account = register(page, demo, "tom")
    secret = _add_app(page, demo)
    rows = page.get_by_role("list", name="Authenticator apps").get_by_role("listitem")
    expect(rows).to_have_count(1)

    page.get_by_role("button", name="Rename My phone").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Old tablet")
    page.keyboard.press("Enter")
    expect(rows.first).to_contain_text("Old tablet")
    page.reload()  # not before the change is stored
    expect(rows.first).to_contain_text("Old tablet")

    page.click("#email-code")
    _prove_app(page, demo, account, secret)  # the session was proved by e-mail, which is not enough from now on
    expect(page.locator("#email-code-status")).to_contain_text("Off")
    page.click("#email-code")
    expect(page.locator("#email-code-status")).to_contain_text("On")

    page.click("#renew-codes")
    page.get_by_role("dialog").get_by_role("button", name="Make new codes").click()
    expect(page.get_by_role("list", name="Recovery codes").get_by_role("listitem")).to_have_count(10)
    page.locator("#saved").check()
    page.click("#continue")
    expect(page.locator("#codes-left")).to_contain_text("10")

    page.get_by_role("button", name="Remove Old tablet").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Removed: Old tablet")).to_be_visible()
    expect(page.locator("#second-factor-status")).to_contain_text("by e-mail only")


def test_a_step_up_in_the_middle_of_an_action_finishes_it(context: BrowserContext, demo: Demo) -> None:
    """The session was proved by e-mail; then the account gets an app elsewhere, so the API wants the app."""
    page = context.new_page()
    account = register(page, demo, "stella")
    other = context.new_page()
    other.goto(f"{demo.app}/dashboard")
    secret = _add_app(other, demo)
    page.goto(f"{demo.app}/security")
    expect(page.locator("#codes-left")).to_contain_text("10")
    page.click("#renew-codes")
    page.get_by_role("dialog").get_by_role("button", name="Make new codes").click()
    _prove_app(page, demo, account, secret)
    # back on the page where the button was pressed, and the codes are there: nobody pressed it again
    expect(page.get_by_role("heading", name="Save your recovery codes")).to_be_visible()
    assert page.url == f"{demo.app}/security"


def test_this_was_not_me_ends_that_sign_in_and_leads_to_a_new_password(
    context: BrowserContext, chromium: Chromium, demo: Demo
) -> None:
    page = context.new_page()
    account = register(page, demo, "nils")
    with chromium.new_context(locale="en-GB") as foreign:
        theirs = foreign.new_page()
        sign_in(theirs, demo, account)
        open_page(page, "Activity")
        page.get_by_role("button", name="This wasn't me: Signed in").first.click()
        page.get_by_role("dialog").get_by_role("button", name="It wasn't me").click()
        expect(page.locator("#denied")).to_contain_text("That browser is signed out.")
        open_page(theirs, "Browsers")
        expect(theirs.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.fill("#id_current_password", PASSWORD)
    page.fill("#id_password", NEW_PASSWORD)
    page.click("#save")
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()


def _add_app(page: Page, demo: Demo) -> str:
    """From anywhere in the console to the security page with an app; returns its key."""
    page.goto(f"{demo.app}/mfa-setup")
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.click("#continue")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
    page.locator("#saved").check()
    page.click("#continue")
    expect(page).to_have_url(f"{demo.app}/security")
    return secret


def _prove_app(page: Page, demo: Demo, account: Account, secret: str) -> None:
    """Answer the provider's question; a code of the next half minute is accepted, one that was spent is not."""
    page.wait_for_url(f"{demo.issuer}/interaction/**")
    if page.locator("#id_password").count():
        page.fill("#id_password", account.password)
        page.click("#sign-in")
    page.wait_for_selector("#id_code")
    page.fill("#id_code", pyotp.TOTP(secret).at(int(time.time()) + 30))
    page.click("#verify")
