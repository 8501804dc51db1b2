"""A person at the provider's own pages, without JavaScript: signs in by the real interaction and sends whole forms."""

from urllib.parse import parse_qsl, urlencode

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.conf import settings
from django.http import HttpResponse

from idp.clients.models import Client
from tests.factories.people import make_person
from tests.rp import Browser, Page, Person

NEW = "/manage/clients/new"


def arrive(browser: Browser, person: Person, path: str) -> Page:
    """Open one of our pages, sign in or prove again where that is asked, and stand on it."""
    place = person.walk(browser, browser.get(path))
    assert isinstance(place, Page), place.url
    return place


def make_admin() -> tuple[Browser, Person]:
    """An administrator with an app, signed in at /manage/clients."""
    person, browser = make_person(totp=True, is_admin=True), Browser()
    page = arrive(browser, person, "/manage/clients")
    assert (page.status, page.path) == (200, "/manage/clients"), page.text
    return browser, person


def make_helpdesk() -> tuple[Browser, Person]:
    """Somebody of the helpdesk with an app, signed in at /manage/users."""
    person, browser = make_person(totp=True, is_helpdesk=True), Browser()
    page = arrive(browser, person, "/manage/users")
    assert (page.status, page.path) == (200, "/manage/users"), page.text
    return browser, person


def make_signed_in(*, totp: bool = False) -> tuple[Browser, Person]:
    """Somebody signed in at /account."""
    person, browser = make_person(totp=totp), Browser()
    page = arrive(browser, person, "/account")
    assert (page.status, page.path) == (200, "/account"), page.text
    return browser, person


def form_of(page: Page, button: str) -> Tag:
    """The form that holds the button of this id."""
    found = page.soup.find(id=button)
    assert found is not None, f"no button {button} on {page.path}: {page.text}"
    form = found.find_parent("form")
    assert form is not None
    return form


def filled(page: Page, button: str, **answers: str | list[str] | None) -> list[tuple[str, str]]:
    """What a browser would send when the button is pressed; ``answers`` replace what stands there, None leaves it out."""
    form = form_of(page, button)
    pairs: list[tuple[str, str]] = []
    for element in form.find_all(["input", "textarea", "button"]):
        name, kind = element.get("name"), element.get("type")
        is_sent = (
            element.get("id") == button
            if element.name == "button"
            else kind not in {"checkbox", "radio"} or element.has_attr("checked")
        )
        if name and is_sent and name not in answers:
            value = element.get_text() if element.name == "textarea" else element.get("value", "on")
            pairs.append((str(name), str(value)))
    for name, answer in answers.items():
        pairs += [(name, one) for one in (answer if isinstance(answer, list) else [answer]) if one is not None]
    return pairs


def press(browser: Browser, page: Page, button: str, **answers: str | list[str] | None) -> Page:
    """Fill the form of the button, press it, and follow to where it leads."""
    target = str(form_of(page, button).get("action") or page.path)
    place = browser.follow(send(browser, target, filled(page, button, **answers)), target)
    assert isinstance(place, Page), place.url
    return place


def send(browser: Browser, path: str, pairs: list[tuple[str, str]], **headers: str) -> HttpResponse:
    """POST these pairs as our own form would; returns the answer itself, redirects not followed."""
    sent = {"origin": settings.IDP.public_url} | headers
    body, form_type = urlencode(pairs), "application/x-www-form-urlencoded"
    return browser.http.post(path, body, content_type=form_type, headers=sent)


def page_of(browser: Browser, path: str) -> Page:
    """GET a page that is ours."""
    place = browser.get(path)
    assert isinstance(place, Page)
    return place


def register(browser: Browser, kind: str, **answers: str | list[str] | None) -> Page:
    """Fill the form of a type of client and press Register."""
    typed: dict[str, str | list[str] | None] = {"client_name": f"A {kind} app"}
    if kind != "machine":
        typed["redirect_uris"] = "https://app.example.org/callback"
    return press(browser, page_of(browser, f"{NEW}?type={kind}"), "save", **(typed | answers))


def client_of(page: Page) -> Client:
    """The client whose page this is."""
    found = page.soup.find(id="client-id")
    assert found is not None, page.text
    return Client.objects.get(client_id=found.get_text())


def text_at(page: Page, element_id: str) -> str:
    """The text of one element; empty where it is missing."""
    found = page.soup.find(id=element_id)
    return found.get_text() if found else ""


def query_of(location: str) -> dict[str, str]:
    """The query of a redirect."""
    return dict(parse_qsl(location.partition("?")[2]))


def title_of(page: Page) -> str:
    """The page's title."""
    soup: BeautifulSoup = page.soup
    assert soup.title is not None
    return soup.title.get_text()


def waits_at_the_button(page: Page, button: str, words: str) -> None:
    """Too early for another code: said beside the button, which has the focus, and no field is at fault."""
    pressed = page.soup.find(id=button)
    assert pressed is not None and (page.status, text_at(page, "wait")) == (429, words)
    assert int(page.response["Retry-After"]) > 0 and not title_of(page).startswith("Error:")
    assert page.soup.find_all(autofocus=True) == [pressed] and pressed["aria-describedby"] == "wait"
    assert page.soup.find(attrs={"aria-invalid": True}) is None and page.soup.find(class_="error") is None
