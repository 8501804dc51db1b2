"""The React app: its front page, the account console, setting up an app."""

import pyotp
from playwright.sync_api import Page, expect

from tests.e2e.tour.guide import Tour

CONSOLE = ("profile", "security", "password", "email", "sessions", "activity", "apps", "data", "lost-phone")


def visit(tour: Tour) -> None:
    """A newcomer registers through the app and turns on two-step sign-in there."""
    page, rea = tour.page(), tour.newcomer("rea")
    _landing(tour, page, f"{tour.demo.app}/")
    tour.look(page, "app-landing")
    tour.register(page, rea, f"{tour.demo.app}/register")
    page.goto(f"{tour.demo.app}/dashboard")
    expect(page.locator("#email")).to_have_text(rea.email)
    tour.look(page, "app-dashboard")
    for path in CONSOLE:
        page.goto(f"{tour.demo.app}/{path}")
        page.wait_for_selector("main .card, main form")
        tour.look(page, f"app-{path}")
    page.goto(f"{tour.demo.app}/mfa-setup")
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    tour.look(page, "app-mfa-setup")
    page.click("#continue")
    page.wait_for_selector("#id_code")
    tour.look(page, "app-mfa-verify")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
    page.wait_for_selector("#saved")
    tour.look(page, "app-recovery-codes")
    _landing(tour, page, f"{tour.demo.issuer}/app/")  # the same build on the issuer's own origin
    tour.look(page, "app-under-the-issuer")
    page.goto(f"{tour.demo.issuer}/app/profile")
    page.wait_for_selector("main form")
    tour.look(page, "app-under-the-issuer-profile")
    page.goto(f"{tour.demo.app}/nowhere")
    page.wait_for_selector("h1")
    tour.look(page, "app-not-found")


def _landing(tour: Tour, page: Page, address: str) -> None:
    """The front page in the language of the tour: on a host of its own the app cannot know that of the provider."""
    page.goto(address)
    page.wait_for_selector("#register")
    page.click(f"#language-{tour.inspector.language}")
    page.wait_for_selector(f"html[lang={tour.inspector.language}]")
