"""Where a database of places is mounted, sign-ins are told with it: by mail, in the history, in the sessions. E8."""

from pathlib import Path
from typing import Any

import pytest

from idp.accounts.models import User
from idp.core import mail, outbox
from tests.factories.account_api import make_caller
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.unit.core.test_places import BERLIN, city_database, mounted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_sound", [True, False])
def test_a_sign_in_is_told_with_its_place_or_without(tmp_path: Path, settings: Any, is_sound: bool) -> None:
    path = city_database(tmp_path / "city.mmdb", {"203.0.113.0/24": BERLIN})
    if not is_sound:
        path.write_bytes(path.read_bytes()[:40])
    mounted(settings, path)
    alice = make_person(totp=True, locale="fr")
    User.objects.update(created_at="2020-01-01T00:00:00Z")
    make_rp(trusted=True).begin().sign_in(Browser(ip="203.0.113.7"), alice)
    while outbox.drain():
        pass
    assert ("Berlin, Allemagne" in mail.memory[-1].get_content()) is is_sound
    caller = make_caller(User.objects.get(email=alice.email))
    place = "Berlin, Allemagne" if is_sound else None
    sessions = caller.call("GET", "me/sessions").json()["results"]
    assert place in [session["place"] for session in sessions if session["ip"] == "203.0.113.7"]
    entries = caller.call("GET", "me/activity").json()["results"]
    assert next(entry["place"] for entry in entries if entry["kind"] == "signed_in") == place


def test_guesses_that_have_to_wait_are_told_of_with_where_the_last_came_from(tmp_path: Path, settings: Any) -> None:
    mounted(settings, city_database(tmp_path / "city.mmdb", {"203.0.113.0/24": BERLIN}))
    alice = make_person(locale="de")
    browser = Browser(ip="203.0.113.7")
    place = make_rp(trusted=True).begin().open(browser)
    for _ in range(5):
        assert isinstance(place, Page)
        place = browser.submit(place, username=alice.email, password="not the password")
    while outbox.drain():
        pass
    (text,) = [message.get_content() for message in mail.memory if message["To"] == alice.email]
    assert "203.0.113.7" in text and "Berlin, Deutschland" in text
    caller = make_caller(User.objects.get(email=alice.email))
    entries = caller.call("GET", "me/activity").json()["results"]
    told = next(entry for entry in entries if entry["kind"] == "guesses_blocked")
    assert (told["ip"], told["place"]) == ("203.0.113.7", "Berlin, Deutschland")
