"""Recovery codes that nobody has said to be saved: asked about once a sign-in, and going on voids nothing."""

import pytest

from idp.mfa.models import RecoveryCode, RecoverySet
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import another_way, half_session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> Person:
    """She downloaded her codes somewhere and never said so."""
    person = make_person(totp=True)
    RecoverySet.objects.update(saved_at=None)
    return person


def asked(person: Person) -> tuple[Browser, Page]:
    browser = Browser()
    page = browser.submit(half_session(browser, person, flow=make_rp(trusted=True).begin()), code=person.totp())
    assert isinstance(page, Page) and page.slug == "recovery-codes", page
    assert "We do not know yet whether you have saved your codes." in page.text
    return browser, page


def codes() -> set[str]:
    return set(RecoveryCode.objects.values_list("code_mac", flat=True))


@pytest.mark.parametrize(("answer", "is_saved"), [({"saved": "yes"}, True), ({"later": "1"}, False)])
def test_each_way_on_leaves_the_codes_alone(alice: Person, answer: dict[str, str], is_saved: bool) -> None:
    before = codes()
    browser, page = asked(alice)
    assert isinstance(browser.submit(page, **answer), Arrival)
    assert codes() == before
    assert (RecoverySet.objects.get().saved_at is not None) is is_saved


def test_new_ones_only_for_who_asks_for_them(alice: Person) -> None:
    before = codes()
    browser, page = asked(alice)
    shown = browser.submit(page, renew="1")
    assert isinstance(shown, Page) and shown.soup.find(id="recovery-codes") is not None
    assert not codes() & before
    assert isinstance(browser.submit(shown, later="1"), Arrival)
    assert RecoverySet.objects.get().saved_at is None


def test_the_button_alone_decides_nothing(alice: Person) -> None:
    browser, page = asked(alice)
    again = browser.submit(page)
    assert isinstance(again, Page) and again.slug == "recovery-codes"


def test_using_one_is_having_saved_them(alice: Person) -> None:
    browser = Browser()
    page = another_way(browser, half_session(browser, alice, flow=make_rp(trusted=True).begin()), "recovery")
    assert isinstance(browser.submit(page, code=alice.recovery_codes[0]), Arrival)
    assert RecoverySet.objects.get().saved_at is not None
