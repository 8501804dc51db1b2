"""A doubled click on the last factor: the second answer comes when the code is spent and the proof not yet stored."""

import time
from typing import Any

import pytest

from idp.interaction import services
from idp.interaction.models import Interaction
from idp.interaction.pages import Proved
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that sleeps is a thread that answers nobody."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: pytest.fail("a request slept"))


def at_the_code() -> tuple[Browser, Page, Any]:
    """A browser at the page that asks for the app's code, and what its owner would type."""
    browser, ada = Browser(), make_person(totp=True)
    page = ada.walk(browser, make_rp().begin().open(browser), until="mfa-totp")
    assert isinstance(page, Page)
    return browser, page, ada


def answer_without_storing(browser: Browser, page: Page, code: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The first of two answers at once, as far as the spent code; returns what stores its proof."""
    store = services.prove
    late: list[tuple[Any, Interaction, Proved]] = []
    monkeypatch.setattr(services, "prove", lambda *first: late.append(first) or True)
    browser.submit(page, code=code)
    monkeypatch.setattr(services, "prove", store)
    return lambda: store(*late.pop())


def test_what_the_first_stores_in_between_leads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, page, ada = at_the_code()
    code = ada.totp()
    store = answer_without_storing(browser, page, code, monkeypatch)
    follow = browser.follow
    monkeypatch.setattr(browser, "follow", lambda answer, path: store() and follow(answer, path))
    place = browser.submit(page, code=code)
    assert isinstance(place, Page)
    assert (place.status, place.slug) == (200, "consent")


def test_before_that_it_says_so_and_whatever_is_pressed_then_leads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, page, ada = at_the_code()
    code = ada.totp()
    store = answer_without_storing(browser, page, code, monkeypatch)
    said = browser.submit(page, code=code)
    assert isinstance(said, Page) and said.status == 422 and "already used" in said.text
    store()
    place = browser.submit(said, code=code)
    assert isinstance(place, Page)
    assert (place.status, place.slug) == (200, "consent")


def test_a_code_that_was_used_elsewhere_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, page, ada = at_the_code()
    code = ada.totp()
    assert isinstance(make_rp().begin().sign_in(Browser(), ada).parameters["code"], str)
    place = browser.submit(page, code=code)
    assert isinstance(place, Page)
    assert place.status == 422
    assert "already used" in place.text
