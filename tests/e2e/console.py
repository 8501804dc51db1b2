"""What people do in the account console, step by step, in Chromium."""

from itertools import count

from playwright.sync_api import Page, expect

from tests.e2e.running_demo import Account, Demo

PASSWORD = "seven unusual words for a test"
_numbers = count(1)


def register(page: Page, demo: Demo, name: str) -> Account:
    """A new person, signed in to the app with a code by e-mail; other tests keep the demo's own people."""
    email = f"{name}{next(_numbers)}@example.org"
    page.goto(f"{demo.app}/register")
    page.fill("#id_name", name.title())
    page.fill("#id_email", email)
    page.fill("#id_password", PASSWORD)
    page.click("#register")
    page.fill("#id_code", demo.idp("dev", "mailbox", "--to", email, "--code"))
    page.click("#verify")
    expect(page.locator("#email")).to_have_text(email)
    return Account(email, PASSWORD, None, ())


def sign_in(page: Page, demo: Demo, account: Account, path: str = "/dashboard") -> None:
    """From a page of the app that asks for a sign-in to that page; by app where the person has one, else by e-mail."""
    page.goto(f"{demo.app}{path}")
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    answer_provider(page, demo, account)
    expect(page).to_have_url(f"{demo.app}{path}")


def answer_provider(page: Page, demo: Demo, account: Account) -> None:
    """Password, where the provider asks for it, and the second factor."""
    page.wait_for_selector("#id_username, #id_code")
    if page.locator("#id_username").count():
        page.fill("#id_username", account.email)
        page.fill("#id_password", account.password)
        page.click("#sign-in")
    confirm(page, demo, account)


def confirm(page: Page, demo: Demo, account: Account) -> None:
    """The second factor on the provider's page."""
    page.wait_for_selector("#id_code")
    page.fill("#id_code", demo.otp(account) if account.totp_secret else demo.mailed_code(account))
    page.click("#verify")


def open_page(page: Page, name: str) -> None:
    """Follow a link of the console's own menu."""
    page.get_by_role("navigation", name="Account").get_by_role("link", name=name).click()
