"""What every area of the tour uses: pages that are listened to, people, clients, and the inspector's look."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.e2e.inspection import Inspector
from tests.e2e.running_demo import Account, Demo

PASSWORD = "seven unusual words for a test"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636 appendix B


@dataclass
class Tour:
    """One walk through one area."""

    demo: Demo
    inspector: Inspector
    new_context_page: Callable[[], Page]
    folder: Path
    cookies: dict[str, list[Any]]  # of those who signed in before, by address

    def page(self) -> Page:
        """A browser of its own, listened to."""
        return self.inspector.attach(self.new_context_page())

    def look(self, page: Page, name: str) -> None:
        """Inspect the page as it is now, under that name."""
        self.inspector.look(page, name)

    def newcomer(self, name: str) -> Account:
        """An account that does not exist yet."""
        return Account(f"{name}-{self.inspector.language}@example.org", PASSWORD, None, ())

    def register(self, page: Page, account: Account, start: str) -> None:
        """From a registration page to behind the confirmed address."""
        page.goto(start)
        self.fill_registration(page, account)
        page.wait_for_selector("#id_code")
        page.fill("#id_code", self.demo.mailed_code(account))
        page.click("#verify")

    def fill_registration(self, page: Page, account: Account) -> None:
        """Answer the registration page."""
        page.fill("#id_name", account.email.split("@", maxsplit=1)[0].title())
        page.fill("#id_email", account.email)
        page.fill("#id_password", account.password)
        page.click("#register")

    def give_password(self, page: Page, account: Account) -> None:
        """Answer the sign-in page."""
        page.fill("#id_username", account.email)
        page.fill("#id_password", account.password)
        page.click("#sign-in")

    def give_code(self, page: Page, account: Account) -> None:
        """Answer the page of the second factor."""
        page.wait_for_selector("#id_code")
        page.fill("#id_code", self.demo.otp(account) if account.totp_secret else self.demo.mailed_code(account))
        page.click("#verify")

    def sign_in(self, page: Page, account: Account, start: str) -> None:
        """From an address that needs a sign-in to the page behind it; whoever signed in before need not wait for a new code."""
        page.context.add_cookies(self.cookies.get(account.email, []))
        page.goto(start)
        if page.url != start:
            self.give_password(page, account)
            self.give_code(page, account)
            page.wait_for_url(start)
        self.cookies[account.email] = [each for each in page.context.cookies() if each["name"] != "gatehouse_language"]

    def apply(self, **declared: Any) -> None:
        """`idp apply` what a page needs to be there."""
        path = self.folder / "tour.json"
        path.write_text(json.dumps(declared), encoding="utf-8")
        self.demo.idp("apply", str(path))

    def authorize(self, client_id: str) -> str:
        """An authorization request of a client whose redirect URI is the React app's."""
        return (
            f"{self.demo.issuer}/oauth2/authorize?response_type=code&client_id={client_id}&redirect_uri={self.demo.app}/callback"
            f"&scope=openid%20email&code_challenge={CHALLENGE}&code_challenge_method=S256&state=s&nonce=n"
        )
