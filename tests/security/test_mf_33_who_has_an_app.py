"""MF-33, MF-34: learning without the password who has a second factor; and the owner who never hears of a wrong code."""

import pytest
import time_machine

from idp.core import clock, mail, outbox
from tests.factories.people import make_person
from tests.rp import Browser, Page
from tests.security.sign_ins import half_session, page_of, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_wrong_password_looks_the_same_with_and_without_an_app() -> None:
    seen = set()
    for person in (make_person(totp=True, email="aa@example.org"), make_person(email="bb@example.org")):
        browser = Browser()
        page = page_of(browser)
        place = browser.submit(page, username=person.email, password="wrong")
        assert isinstance(place, Page)
        body = place.text.replace(person.email, "")
        headers = sorted(name for name in place.response.headers)
        seen.add((place.status, place.slug, body, tuple(headers), len(place.response.content), tuple(browser.http.cookies)))
    assert len({facts[:4] + facts[5:] for facts in seen}) == 1


def test_the_owner_hears_once_a_day_of_a_wrong_code_after_the_right_password() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser = make_person(totp=True), Browser()
        page = half_session(browser, alice)
        for expected in (1, 1, 1):
            browser.submit(page, code=wrong_code(alice))
            outbox.drain()
            assert [message["To"] for message in mail.memory] == [alice.email] * expected
        now.shift(86_401)
        browser.submit(half_session(browser, alice), code=wrong_code(alice))
        outbox.drain()
        assert len(mail.memory) == 2
        assert browser.ip in mail.memory[-1].get_content()
