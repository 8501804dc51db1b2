"""/account/data and the ways back: a sign-in from a new browser denied, the data, leaving, staying."""

from playwright.sync_api import Page

from tests.e2e.running_demo import Account
from tests.e2e.tour.guide import Tour

CODES = ("AAAAA-BBBBB", "CCCCC-DDDDD", "EEEEE-FFFFF", "GGGGG-HHHHH")
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def visit(tour: Tour) -> None:
    """Somebody signs in twice, denies the second sign-in, asks to leave, and stays."""
    lena = tour.newcomer("lena")
    factors = [{"type": "totp", "secret": SEED, "label": "phone"}, {"type": "recovery_codes", "codes": list(CODES)}]
    tour.apply(users=[{"email": lena.email, "email_verified": True, "password": lena.password, "factors": factors}])
    page, codes = tour.page(), list(CODES)
    _sign_in(tour, page, lena, codes)
    page.wait_for_url(f"{tour.demo.issuer}/account")
    _deny(tour, lena, codes)
    page.goto(f"{tour.demo.issuer}/account/data")
    tour.look(page, "account-data")
    page.click("#delete-account")
    tour.look(page, "account-delete")
    page.click("#delete")
    tour.look(page, "account-deletion-asked")
    keep = tour.demo.mailed_link(lena)
    _come_back(tour, page, lena, codes)
    _stay(tour, keep)


def _sign_in(tour: Tour, page: Page, person: Account, codes: list[str]) -> None:
    """By a recovery code: an app's next code would take its time."""
    page.goto(f"{tour.demo.issuer}/account")
    tour.give_password(page, person)
    page.locator("a[href$='/mfa']").click()
    page.click("#way-recovery")
    page.fill("#id_code", codes.pop())
    page.click("#verify")


def _deny(tour: Tour, person: Account, codes: list[str]) -> None:
    """The mail about the second browser has a link, and its page a button."""
    page = tour.page()
    _sign_in(tour, page, person, codes)
    page.wait_for_url(f"{tour.demo.issuer}/account")
    page.goto(tour.demo.mailed_link(person))
    tour.look(page, "account-not-me")
    page.click("#not-me")
    tour.look(page, "account-not-me-done")
    page.goto(f"{tour.demo.issuer}/account/not-me")
    tour.look(page, "account-link-dead")


def _come_back(tour: Tour, page: Page, person: Account, codes: list[str]) -> None:
    """Signing in asks whether to keep the account; going on without keeping it is possible."""
    _sign_in(tour, page, person, codes)
    tour.look(page, "keep-account")
    page.click("#later")
    page.wait_for_url(f"{tour.demo.issuer}/account")
    page.goto(f"{tour.demo.issuer}/account/data")
    tour.look(page, "account-data-leaving")


def _stay(tour: Tour, keep: str) -> None:
    """The mailed link keeps the account from any browser."""
    page = tour.page()
    page.goto(keep)
    tour.look(page, "account-keep")
    page.click("#keep")
    tour.look(page, "account-kept")
