"""Somebody at a browser who knows only what pages say: the words of labels, buttons and links."""

import re
from itertools import count

import pyotp
from playwright.sync_api import Locator, Page, expect

from tests.e2e.running_demo import Demo

PASSWORD = "seven unusual words for a task"
_numbers = count(1)


class User:
    """A person with a mailbox and, once they have scanned the picture, a phone."""

    def __init__(self, page: Page, demo: Demo, name: str) -> None:
        self.page, self.demo = page, demo
        self.name = name
        self.email = f"{name.casefold()}.task{next(_numbers)}@example.org"
        self.password = PASSWORD
        self.recovery_codes: list[str] = []

    # --- what a person does ---

    def goes_to(self, url: str) -> None:
        self.page.goto(url)

    def types(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=True).fill(text)

    def presses(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def follows(self, words: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=words, exact=True).first.click()

    def ticks(self, words: str) -> None:
        self.page.get_by_label(words, exact=True).check()

    # --- what a person sees ---

    def sees(self, words: str | re.Pattern[str]) -> Locator:
        """The words on the page. Raises: AssertionError when they do not come."""
        found = self.page.get_by_text(words).first
        expect(found).to_be_visible()
        return found

    def stands_on(self, heading: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1, name=heading)).to_be_visible()

    def reads(self, element_id: str) -> str:
        """What stands there, word for word."""
        return self.page.locator(f"#{element_id}").inner_text().strip()

    def reads_codes(self) -> list[str]:
        """Recovery codes, written down from the page."""
        expect(self.page.locator("ol.codes li").first).to_be_visible()
        return self.page.locator("ol.codes li").all_inner_texts()

    # --- what a person has ---

    def mailed_code(self) -> str:
        return self.demo.idp("dev", "mailbox", "--to", self.email, "--code")

    def mailed_link(self) -> str:
        return self.demo.idp("dev", "mailbox", "--to", self.email, "--link")

    def app_code(self) -> str:
        """The code on the phone; it waits for one that was not used yet."""
        return self.demo.idp("dev", "otp", self.email)

    # --- what every task begins with ---

    def gives_the_password(self) -> None:
        self.types("E-mail", self.email)
        self.types("Password", self.password)
        self.presses("Sign in")

    def registers(self) -> None:
        """From the start page of the app to the overview of the account."""
        self.goes_to(self.demo.app)
        self.follows("Create an account")
        self.types("Name", self.name)
        self.types("E-mail", self.email)
        self.types("Password", self.password)
        self.presses("Create account")
        self.stands_on("Check your e-mail")
        self.types("Code from the e-mail", self.mailed_code())
        self.presses("Verify")
        self.sees(self.email)

    def turns_on_the_app(self) -> None:
        """From the account's pages: scan, one code, keep the recovery codes."""
        self.page.get_by_role("navigation", name="Account").get_by_role("link", name="Security").click()
        self.follows("Add an authenticator app")
        seed = self.reads("totp-secret").replace(" ", "")
        self.presses("Continue")
        self.types("Code from your authenticator app", pyotp.TOTP(seed).now())
        self.presses("Verify")
        self.recovery_codes = self.reads_codes()
        self.ticks("I have saved these codes")
        self.presses("Continue")
        self.sees("Two-step sign-in is on: you use a code from your authenticator app.")

    def sets_up_the_phone(self) -> None:
        """On a page of the sign-in that asks for it: scan, one code, keep the recovery codes."""
        seed = self.reads("totp-secret").replace(" ", "")
        self.types("The 6-digit code that the app now shows", pyotp.TOTP(seed).now())
        self.presses("Verify")
        self.stands_on("Save your recovery codes")
        self.recovery_codes = self.reads_codes()
        self.ticks("I have saved these codes")
        self.presses("Continue")
