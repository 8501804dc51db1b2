"""A doubled click on the last factor: the second answer comes when the code is spent and the proof not yet stored."""

from typing import Any

import pytest

from idp.interaction import services, views
from idp.interaction.models import Interaction
from idp.interaction.pages import Proved
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def at_the_code() -> tuple[Browser, Page, Any]:
    """A browser at the page that asks for the app's code, and what its owner would type."""
    browser, ada = Browser(), make_person(totp=True)
    page = ada.walk(browser, make_rp().begin().open(browser), until="mfa-totp")
    assert isinstance(page, Page)
    return browser, page, ada


def test_it_waits_for_the_first_and_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, page, ada = at_the_code()
    code, store = ada.totp(), services.prove
    late: list[tuple[Any, Interaction, Proved]] = []
    monkeypatch.setattr(services, "prove", lambda *first: late.append(first) or True)  # spent, and not stored yet
    browser.submit(page, code=code)
    monkeypatch.setattr(services, "prove", store)
    monkeypatch.setattr(views.time, "sleep", lambda _seconds: store(*late.pop()))
    place = browser.submit(page, code=code)
    assert isinstance(place, Page)
    assert (place.status, late) == (200, [])
    assert "already used" not in place.text


def test_a_code_that_was_used_elsewhere_is_refused_after_a_short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, page, ada = at_the_code()
    code, waits = ada.totp(), list[float]()
    monkeypatch.setattr(views.time, "sleep", waits.append)
    assert isinstance(make_rp().begin().sign_in(Browser(), ada).parameters["code"], str)
    place = browser.submit(page, code=code)
    assert isinstance(place, Page)
    assert place.status == 422
    assert "already used" in place.text
    assert len(waits) == views.TWIN_LOOKS
