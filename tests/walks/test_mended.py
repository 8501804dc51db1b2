"""Dead ends that were found and mended, each by the shortest walk that leads to it."""

import pytest
from django.conf import settings

from idp.sessions import services as sessions
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Flow, Page, Person, RelyingParty, claims_of

pytestmark = pytest.mark.django_db(transaction=True)


def at_consent(rp: RelyingParty, browser: Browser, person: Person, **asked: str) -> tuple[Flow, Page]:
    """Signed in, and not yet asked whether the client may have it."""
    flow = rp.begin(**asked)
    place = person.walk(browser, flow.open(browser), until="consent")
    assert isinstance(place, Page) and place.slug == "consent", place
    return flow, place


def claims(flow: Flow, place: Page | Arrival) -> dict[str, object]:
    assert isinstance(place, Arrival) and "code" in place.parameters, place
    return claims_of(flow.redeem(place.parameters["code"]).json()["id_token"])


def lose_session(browser: Browser) -> None:
    del browser.http.cookies[settings.SESSION_COOKIE_NAME]


def test_a_sign_in_goes_on_in_the_page_whose_session_ended() -> None:
    ada, browser = make_person(totp=True), Browser()
    _flow, page = at_consent(make_rp(), browser, ada)
    sessions.end(Session.objects.get(), "signed out at a client")
    place = browser.get(page.path)
    assert isinstance(place, Page) and place.slug == "login"
    place = browser.submit(place, username=ada.email, password=ada.password)
    assert isinstance(place, Page) and place.slug == "mfa-totp"


def test_a_lost_session_cookie_is_no_failure_once_nothing_is_left_to_ask() -> None:
    ada, browser, rp = make_person(totp=True), Browser(), make_rp()
    first, page = at_consent(rp, browser, ada)
    second = rp.begin().open(browser)
    assert isinstance(second, Page) and isinstance(browser.submit(second, decision="allow"), Arrival)
    lose_session(browser)
    answer = claims(first, browser.get(page.path.rpartition("/")[0]))
    assert answer["acr"] == "mfa"


def test_a_code_is_of_the_person_who_answered_whoever_signed_in_besides() -> None:
    ada, bob, browser, rp = make_person(totp=True), make_person(), Browser(), make_rp()
    flow, page = at_consent(rp, browser, ada)
    second = rp.begin().open(browser)
    assert isinstance(second, Page)
    browser.submit(second, decision="allow")
    lose_session(browser)
    make_rp(trusted=True).begin().sign_in(browser, bob)
    answer = claims(flow, browser.get(page.path.rpartition("/")[0]))
    session = Session.objects.get(sid=answer["sid"])
    assert session.user is not None and session.user.email == ada.email
    assert (answer["sub"], answer["acr"]) == (session.user.sub, "mfa")


@pytest.mark.parametrize(("lost", "ways"), [("browser", ["/account"]), ("csrf", ["/oauth2/logout", "/account"])])
def test_a_page_that_refuses_has_links_that_work(lost: str, ways: list[str]) -> None:
    bob, browser = make_person(), Browser()
    place = browser.get("/account")
    assert isinstance(place, Page)
    if lost == "csrf":
        place = bob.walk(browser, place)
        assert isinstance(place, Page) and place.path == "/account"
    browser.http.cookies.clear() if lost == "browser" else browser.http.cookies.pop(settings.CSRF_COOKIE_NAME)
    refused = browser.submit(place, username=bob.email) if lost == "browser" else browser.submit(place)
    assert isinstance(refused, Page) and refused.status in (400, 403)
    links = [str(link["href"]) for link in refused.soup.select("main a[href]")]
    assert links == ways
    for link in links:
        there = browser.get(link)
        assert isinstance(there, Page) and there.status == 200


def test_somebody_without_the_right_is_shown_the_way_out_and_the_way_home() -> None:
    bob, browser = make_person(), Browser()
    refused = bob.walk(browser, browser.get("/manage/clients"))
    assert isinstance(refused, Page) and refused.status == 403
    links = [str(link["href"]) for link in refused.soup.select("main a[href]")]
    assert links == ["/oauth2/logout", "/account"]


def test_a_flood_of_pages_may_be_opened_again() -> None:
    browser = Browser()
    refused = next(
        response
        for _ in range(1000)
        if (response := browser.http.get("/interaction/start", {"return_to": "/account"})).status_code == 429
    )
    again = Page(refused, "/interaction/start").soup.find(id="again")
    assert again is not None and again["href"] == "/interaction/start?return_to=%2Faccount"


def test_who_is_not_the_person_asked_for_may_go_back_to_the_app() -> None:
    ada, bob, browser, rp = make_person(totp=True), make_person(), Browser(), make_rp(trusted=True)
    hint = rp.begin().tokens(Browser(), ada)["id_token"]
    flow = rp.begin(id_token_hint=hint)
    place = flow.open(browser)
    assert isinstance(place, Page) and place.soup.find(id="cancel") is None
    place = browser.submit(place, username=bob.email, password=bob.password)
    assert isinstance(place, Page) and "asks for another account" in place.text
    place = browser.submit(place, cancel="1")
    assert isinstance(place, Arrival)
    assert (place.parameters["error"], place.parameters["state"]) == ("login_required", flow.parameters["state"])


def test_nobody_else_is_sent_back_by_a_button_that_the_page_does_not_have() -> None:
    browser, flow = Browser(), make_rp(trusted=True).begin()
    place = flow.open(browser)
    assert isinstance(place, Page)
    place = browser.submit(place, cancel="1")
    assert isinstance(place, Page) and place.slug == "login"


@pytest.mark.parametrize("path", ["/manage", "/manage/"])
def test_the_console_begins_without_and_with_a_slash(path: str) -> None:
    ada, browser = make_person(totp=True, is_admin=True), Browser()
    place = ada.walk(browser, browser.get(path))
    assert isinstance(place, Page) and (place.status, place.path) == (200, "/manage/clients")


def test_a_sign_in_that_lost_its_cookie_says_where_to_begin_another() -> None:
    ada, browser, flow = make_person(totp=True), Browser(), make_rp(trusted=True).begin()
    page = flow.open(browser)
    assert isinstance(page, Page)
    browser.http.cookies.clear()
    lost = browser.get(page.path)
    assert isinstance(lost, Page) and "Go back to the app" in lost.text
    assert "code" in flow.sign_in(browser, ada).parameters
