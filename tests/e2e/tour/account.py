"""/account: what a person changes about the own account."""

import pyotp

from tests.e2e.tour.guide import Tour


def visit(tour: Tour) -> None:
    """A newcomer's account."""
    page = tour.page()
    tour.register(page, tour.newcomer("olga"), f"{tour.demo.issuer}/register")
    page.wait_for_url(f"{tour.demo.issuer}/account")
    tour.look(page, "account")
    page.goto(f"{tour.demo.issuer}/account/mfa")
    tour.look(page, "account-mfa")
    page.fill("#id_code", "12345x")
    page.click("#verify")
    tour.look(page, "account-mfa-error")
    page.fill("#id_code", pyotp.TOTP((page.text_content("#totp-secret") or "").replace(" ", "")).now())
    page.click("#verify")
    page.check("#id_saved")
    page.click("#continue")
    page.wait_for_selector("#switch-email-code")
    tour.look(page, "account-mfa-on")
    page.goto(f"{tour.demo.issuer}/account/username")
    tour.look(page, "account-username")
    page.fill("#id_preferred_username", "Not a name!")
    page.click("#save")
    tour.look(page, "account-username-error")
    page.goto(f"{tour.demo.issuer}/account/language")
    tour.look(page, "account-language")
