"""A sign-in that meets the new prompt: shown in its place, asked again, answered."""

import pytest

from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_prompt_is_part_of_a_sign_in() -> None:
    alice, browser = make_person(), Browser()
    page = make_rp(trusted=True).begin().open(browser)
    assert isinstance(page, Page)
    page = alice.walk(browser, page, until="terms")
    assert isinstance(page, Page) and page.slug == "terms"
    again = browser.submit(page)
    assert isinstance(again, Page) and (again.status, again.slug) == (422, "terms")
    arrival = browser.submit(again, agree="yes")
    assert isinstance(arrival, Arrival) and "code" in arrival.parameters
