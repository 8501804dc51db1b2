"""The prompts of an interaction: register, verify, sign in, second factor, enrolment, recovery codes, consent, sign out."""

import pyotp
from playwright.sync_api import Page, expect

from tests.e2e.running_demo import Account
from tests.e2e.tour.guide import Tour

STRICT = "strict-app"


def visit(tour: Tour) -> None:
    """A newcomer registers and sets up an app on the way; bob and ada sign in."""
    nora = tour.newcomer("nora")  # not bob: other tests need him without an app
    _register(tour, tour.page(), nora)
    _sign_in_with_mail(tour, tour.page())
    _sign_in_with_app(tour, tour.page())
    _enrol_on_the_way(tour, tour.page(), nora)


def _register(tour: Tour, page: Page, nora: Account) -> None:
    page.goto(f"{tour.demo.issuer}/register")
    tour.look(page, "register")
    page.click("#register")
    tour.look(page, "register-error")
    tour.fill_registration(page, nora)
    tour.look(page, "verify-email")
    page.click("#resend")
    expect(page.locator("#resend")).to_be_focused()
    tour.look(page, "verify-email-wait")
    page.fill("#id_code", "000000")
    page.click("#verify")
    tour.look(page, "verify-email-error")
    page.fill("#id_code", tour.demo.mailed_code(nora))
    page.click("#verify")
    expect(page).to_have_url(f"{tour.demo.issuer}/account")
    page.goto(f"{tour.demo.issuer}/oauth2/logout")
    tour.look(page, "logout")
    page.click("#sign-out")
    tour.look(page, "signed-out")


def _sign_in_with_mail(tour: Tour, page: Page) -> None:
    page.goto(f"{tour.demo.rp}/login")
    tour.look(page, "login")
    tour.give_password(page, Account(tour.demo.bob.email, "wrong", None, ()))
    tour.look(page, "login-error")
    tour.give_password(page, tour.demo.bob)
    tour.look(page, "mfa-email")
    tour.give_code(page, tour.demo.bob)
    tour.look(page, "consent")


def _sign_in_with_app(tour: Tour, page: Page) -> None:
    page.goto(f"{tour.demo.issuer}/account")
    tour.give_password(page, tour.demo.ada)
    tour.look(page, "mfa-totp")
    page.fill("#id_code", "000000")
    page.click("#verify")
    tour.look(page, "mfa-totp-error")
    page.locator("a[href$='/mfa']").click()
    tour.look(page, "mfa")
    page.click("#way-recovery")
    tour.look(page, "mfa-recovery")
    page.go_back()
    page.click("#way-totp")
    tour.give_code(page, tour.demo.ada)
    expect(page).to_have_url(f"{tour.demo.issuer}/account")


def _enrol_on_the_way(tour: Tour, page: Page, nora: Account) -> None:
    strict = {  # demands the app, so that enrolment happens on the way
        "client_id": STRICT, "client_name": "Strict app", "token_endpoint_auth_method": "none", "minimum_acr": "mfa",
        "redirect_uris": [f"{tour.demo.app}/callback"], "scope": "openid email",
    }  # fmt: skip
    tour.apply(clients=[strict])
    page.goto(tour.authorize(STRICT))
    tour.give_password(page, nora)
    tour.give_code(page, nora)
    tour.look(page, "enrol-totp")
    page.locator("details summary").first.click()
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
    tour.look(page, "recovery-codes")
    page.click("#continue")
    tour.look(page, "recovery-codes-error")
