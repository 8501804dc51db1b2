"""A form that is sent too late for sudo comes back filled after the proof: once, for its own page, never a secret."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from idp.clients.models import Client, ClientSecret
from idp.core import clock
from tests.factories.people import make_rp
from tests.factories.web_forms import NEW, filled, make_admin, page_of, press, send, text_at
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)


def later() -> "time_machine.travel":
    """When the proof is no longer fresh and the session still lives."""
    return time_machine.travel(clock.now() + settings.IDP.sudo_lifetime + timedelta(minutes=1))


def sent_late(browser: Browser, ada: Person, path: str, button: str, **answers: str | list[str] | None) -> Page:
    """Open a form, fill it, send it when a new proof is due, and give the proof."""
    page = page_of(browser, path)
    pairs = filled(page, button, **answers)
    with later():
        place = ada.walk(browser, browser.follow(send(browser, path, pairs), path))
        assert isinstance(place, Page), place.url
        return place


def test_a_new_client_is_still_typed_and_not_saved() -> None:
    browser, ada = make_admin()
    place = sent_late(
        browser,
        ada,
        f"{NEW}?framework=flask",
        "save",
        client_name="My app",
        scope=["email"],
        redirect_uris="https://a.example/cb",
    )
    assert "What you typed is still here." in text_at(place, "kept")
    assert place.soup.find(id="id_client_name")["value"] == "My app"
    assert text_at(place, "id_redirect_uris").strip() == "https://a.example/cb"
    assert not place.soup.find(id="id_scope_profile").has_attr("checked")
    assert not Client.objects.exists()
    with later():
        assert press(browser, place, "save").status == 200
    assert Client.objects.get().name == "My app"


def test_a_change_and_a_secrets_label_are_kept_too() -> None:
    browser, ada = make_admin()
    own = f"/manage/clients/{make_rp().client_id}"
    place = sent_late(browser, ada, f"{own}/edit", "save", client_name="Renamed")
    assert place.soup.find(id="id_client_name")["value"] == "Renamed"
    assert Client.objects.get().name != "Renamed"


def test_a_secret_is_not_made_by_it() -> None:
    browser, ada = make_admin()
    own = f"/manage/clients/{make_rp().client_id}"
    place = sent_late(browser, ada, f"{own}/secrets", "make", label="Berlin", others="day")
    assert place.soup.find(id="id_label")["value"] == "Berlin"
    assert place.soup.find(id="id_others_day").has_attr("checked")
    assert ClientSecret.objects.count() == 1


def test_it_is_shown_once_and_only_on_its_own_page() -> None:
    browser, ada = make_admin()
    page = page_of(browser, f"{NEW}?framework=flask")
    pairs = filled(page, "save", client_name="My app")
    with later():
        going = browser.follow(send(browser, f"{NEW}?framework=flask", pairs), NEW)
        ada.walk(browser, going)
        assert "My app" not in page_of(browser, f"{NEW}?framework=django").response.content.decode()
        assert "My app" not in page_of(browser, f"{NEW}?framework=flask").response.content.decode()  # shown by the walk


def test_only_the_fields_of_the_form_are_kept_and_they_are_sealed() -> None:
    browser, _ada = make_admin()
    pairs = [
        *filled(page_of(browser, f"{NEW}?type=web"), "save", client_name="My app"),
        ("password", "hunter22"),
        ("code", "123456"),
    ]
    with later():
        send(browser, f"{NEW}?type=web", pairs)
        stored = str(dict(browser.http.session))
    assert "form /manage/clients/new" in stored
    for text in ("My app", "hunter22", "123456"):
        assert text not in stored


def test_a_forged_form_leaves_nothing() -> None:
    browser, _ada = make_admin()
    pairs = filled(page_of(browser, f"{NEW}?type=web"), "save", client_name="My app")
    with later():
        assert send(browser, f"{NEW}?type=web", pairs, origin="https://evil.example").status_code == 403
        assert "form /manage" not in str(dict(browser.http.session))
