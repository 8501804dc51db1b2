"""EN-04 (our own): the verification page after registering must read the same for a taken and for a free address."""

import pytest

from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def shown(address: str) -> str:
    browser = Browser()
    page = browser.get("/register")
    assert isinstance(page, Page)
    after = browser.submit(page, email=address, name="Somebody", password="seven unusual words for a test")
    assert isinstance(after, Page) and after.slug == "verify-email"
    return after.text


def test_the_domain_is_written_alike() -> None:
    make_person(email="known@example.org")
    known, free = shown("known@EXAMPLE.org"), shown("kfree@EXAMPLE.org")
    assert known.replace("known@example.org", "kfree@example.org") == free


def test_create_with_a_hint_is_refused_before_anybody_is_looked_up() -> None:
    ada, rp = make_person(totp=True), make_rp(trusted=True)
    tokens = rp.begin().tokens(Browser(), ada)
    answer = rp.begin(prompt="create", id_token_hint=tokens["id_token"]).open(Browser())
    assert isinstance(answer, Arrival) and answer.parameters["error"] == "invalid_request"
