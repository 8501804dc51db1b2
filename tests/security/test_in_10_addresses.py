"""IN-10: unusual addresses are taken exactly or not at all; mail goes to the stored one only. Source: CVE-2019-19844."""

import pytest

from idp.accounts.models import User
from idp.core import mail, outbox
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page, Person
from tests.security.test_in_09_lookalike_addresses import register

pytestmark = pytest.mark.django_db
TAKEN = {
    "ada+shop@example.org": "ada+shop@example.org",
    "Ada.O'Neill@Example.ORG": "Ada.O'Neill@example.org",
    "a!#$%&'*/=?^_`{|}~-b@example.org": "a!#$%&'*/=?^_`{|}~-b@example.org",
    "ada@bücher.example.org": "ada@xn--bcher-kva.example.org",
    "ada@xn--bcher-kva.example.org": "ada@xn--bcher-kva.example.org",
    "a" * 64 + "@example.org": "a" * 64 + "@example.org",
    "1@2.example.org": "1@2.example.org",
}


@pytest.mark.parametrize(("typed", "stored"), TAKEN.items())
def test_it_is_stored_as_it_is_written_to(typed: str, stored: str) -> None:
    assert register(typed).slug == "verify-email"
    assert User.objects.get().email == stored
    outbox.drain()
    assert [message["To"] for message in mail.memory] == [stored]


def test_a_plus_tag_is_another_address_and_another_account() -> None:
    make_person(email="ada@example.org")
    assert register("ada+x@example.org").slug == "verify-email"
    assert set(User.objects.values_list("email", flat=True)) == {"ada@example.org", "ada+x@example.org"}


def test_a_sign_in_by_another_spelling_mails_the_stored_address() -> None:
    make_person(email="ada@example.org")
    browser = Browser()
    page = make_rp().begin().open(browser)
    assert isinstance(page, Page)
    typed = Person(" ＡＤＡ@EXAMPLE.org ")
    answer = browser.submit(page, **typed.answers(page))
    assert isinstance(answer, Page) and answer.slug == "mfa-email"
    outbox.drain()
    assert [message["To"] for message in mail.memory] == ["ada@example.org"]
