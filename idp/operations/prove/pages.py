"""Proofs about pages: two tabs, Back, double submit, expired page, lost cookie. Spec: product statement E18."""

import threading
from datetime import timedelta

from django.conf import settings

from idp.core import clock
from idp.interaction.models import Interaction
from idp.operations.prove.browser import Arrival, Browser, Page, Place, Stuck, require
from idp.operations.prove.guests import House
from idp.sessions.models import Session


def two_tabs(house: House) -> str:
    """Two sign-ins begun side by side both end at their own client request."""
    guest, browser, first, second = house.invite(), house.browser(), house.flow(), house.flow()
    place = first.walk(browser, guest, until="mfa-totp")
    other = browser.get(second.url)
    require(isinstance(other, Page) and other.slug == "login", "the second tab does not show the sign-in page")
    first.code(first.walk(browser, guest, place))
    assert isinstance(other, Page)
    second.code(browser.get(other.url))  # signed in meanwhile: straight to the app
    return "each tab came back with its own state"


def back(house: House) -> str:
    """Back, from the code page and from the client, shows a usable page; an old form sent again does no harm."""
    guest, browser, flow = house.invite(), house.browser(), house.flow()
    login = browser.get(flow.url)
    code_page = flow.walk(browser, guest, login, until="mfa-totp")
    assert isinstance(login, Page) and isinstance(code_page, Page)
    again = browser.get(login.url)
    require(isinstance(again, Page) and again.status == 200, "Back to the sign-in page shows no page")
    code_page = browser.submit(login, username=guest.user.email, password=guest.password)  # the old form
    flow.code(flow.walk(browser, guest, code_page))
    assert isinstance(code_page, Page)
    flow.code(browser.get(code_page.url))  # Back from the client
    return "from the code page, by an old form, and from the client"


def double_submit(house: House) -> str:
    """The same code sent twice at once: both go on, at the latest by pressing once more, and one session is made."""
    guest, browser, flow = house.invite(), house.browser(), house.flow(prompt="consent")
    page = flow.walk(browser, guest, until="mfa-totp")
    assert isinstance(page, Page)
    answer, places = guest.app_code(), list[Place]()
    twins = [threading.Thread(target=_send, args=(_twin(browser), page, answer, places)) for _ in range(2)]
    for twin in twins:
        twin.start()
    for twin in twins:
        twin.join()
    require(len(places) == 2, "one of the two was not answered")
    for place in places:
        require(isinstance(place, Page) and place.status == 200 and place.slug == "consent", "one of the two did not go on")
    count = Session.objects.filter(user=guest.user).count()
    require(count == 1, f"{count} sessions were made")
    return "both go on, one session"


def _twin(browser: Browser) -> Browser:
    twin = Browser(browser.issuer)
    twin.cookies = dict(browser.cookies)
    return twin


def _send(browser: Browser, page: Page, answer: str, places: list[Place]) -> None:
    """Submit; whoever is shown the page once more, because the twin's proof was not stored yet, presses once more."""
    try:
        place = browser.submit(page, code=answer)
        if isinstance(place, Page) and place.slug == page.slug:
            place = browser.submit(place, code=answer)
        places.append(place)
    except (OSError, Stuck):
        return


def expired_page(house: House) -> str:
    """A page left open too long asks again, and ends at the client; after a day it says so and shows a way on."""
    guest, browser, flow = house.invite(), house.browser(), house.flow()
    page = flow.walk(browser, guest, until="mfa-totp")
    assert isinstance(page, Page)
    _age(page, settings.IDP.proof_lifetime + timedelta(minutes=1))
    place = browser.submit(page, code=guest.app_code())
    require(isinstance(place, Page) and place.slug == "login", "an expired proof was taken")
    guest.uses = 0  # the code was not looked at
    flow.code(flow.walk(browser, guest, place))

    stale, other = house.flow(prompt="login"), house.browser()
    page = stale.walk(other, guest, until="login")
    assert isinstance(page, Page)
    Interaction.objects.filter(pk=_interaction_of(page)).update(expires_at=clock.now())
    told = other.get(page.url)
    require(isinstance(told, Page) and told.status == 400 and told.links, "a page of yesterday shows no way on")
    return "proofs after ten minutes, the page after a day"


def _age(page: Page, by: timedelta) -> None:
    row = Interaction.objects.get(pk=_interaction_of(page))
    proofs = {kind: {**fact, "at": fact["at"] - int(by.total_seconds())} for kind, fact in row.proofs.items()}
    Interaction.objects.filter(pk=row.pk).update(proofs=proofs)


def _interaction_of(page: Page) -> str:
    return page.url.removeprefix("http://").split("/interaction/")[1].split("/")[0]


def lost_cookie(house: House) -> str:
    """Each cookie lost in mid-sign-in: the page tells nothing of it, and the app's next sign-in ends there."""
    guest, browser, flow = house.invite(), house.browser(), house.flow()
    page = flow.walk(browser, guest, until="mfa-totp")
    browser.cookies.clear()
    assert isinstance(page, Page)
    told = browser.submit(page, code="000000")
    said = Interaction.objects.get(pk=_interaction_of(page)).reference
    require(isinstance(told, Page) and told.status == 400 and told.links, "the page goes on, or shows no way on", said)
    again = house.flow()
    again.code(again.walk(browser, guest))

    browser.cookies.pop(settings.SESSION_COOKIE_NAME)
    again = house.flow()
    place = browser.get(again.url)
    require(not isinstance(place, Arrival), "signed in without a session")
    again.code(again.walk(browser, guest, place))
    return "the browser's and the session's"
