"""Sign-ins that stopped half way, and whether a browser is signed in: what attacks on people start from and end in."""

from typing import Any

from tests.factories.people import make_rp
from tests.rp import Browser, Flow, Page, Person


def half_session(browser: Browser, person: Person, *, flow: Flow | None = None) -> Page:
    """The password is given, the second factor is not: the page that asks for it."""
    page = browser.submit(page_of(browser, flow), username=person.email, password=person.password)
    assert isinstance(page, Page) and page.slug in {"mfa-totp", "mfa-email"}, page
    return page


def sign_in(person: Person) -> Browser:
    """A browser of this person with a full session, fresh by the best factor."""
    browser = Browser()
    page = half_session(browser, person)
    browser.submit(page, code=person.totp() if person.totp_secret else person.mailed_code())
    return browser


def page_of(browser: Browser, flow: Flow | None = None) -> Page:
    """The first page of a sign-in at a trusted client."""
    page = (flow or make_rp(trusted=True).begin()).open(browser)
    assert isinstance(page, Page), page.url
    return page


def another_way(browser: Browser, page: Page, method: str) -> Page:
    """Choose another way on the page of ways."""
    choice = at(browser, page, "mfa")
    place = browser.submit(choice, method=method)
    assert isinstance(place, Page)
    return place


def at(browser: Browser, page: Page, slug: str) -> Page:
    """Another page of the same interaction, or where asking for it leads."""
    place = browser.get(page.path.partition("?")[0].rsplit("/", 1)[0] + f"/{slug}")
    assert isinstance(place, Page)
    return place


def wrong_code(person: Person) -> str:
    """Six digits that no step near now has."""
    right = {person.totp(step) for step in range(-3, 4)}
    return next(code for code in (f"{number:06d}" for number in range(9)) if code not in right)


def signed_in(browser: Browser) -> bool:
    """Whether the account page shows itself rather than a sign-in."""
    place = browser.get("/account")
    assert isinstance(place, Page) and place.status == 200, place
    return place.path == "/account"


def policy(settings: Any, **values: Any) -> None:
    """Configure the deployment otherwise, for one test."""
    settings.IDP = settings.IDP.model_copy(update=values)
