"""AC-11: one consent act gives one code; Back, reload and a second click end on a usable page. ASVS 2.3.4."""

import pytest

from idp.oidc.models import Grant
from tests.rp import Arrival, Page
from tests.security.signed_in import SignedIn, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> tuple[SignedIn, Page]:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page) and page.slug == "consent"
    return alice, page


def test_a_second_click_on_allow_is_a_fresh_request(asked: tuple[SignedIn, Page]) -> None:
    alice, page = asked
    first = alice.browser.submit(page, decision="allow")
    second = alice.browser.submit(page, decision="allow")
    assert isinstance(first, Arrival) and isinstance(second, Arrival)
    assert first.parameters["code"] != second.parameters["code"]
    assert second.parameters["state"] == first.parameters["state"]
    assert Grant.objects.count() == 2


def test_a_second_click_where_consent_is_not_remembered_asks_again() -> None:
    app = signed_in(trusted=False, auth_method="none", application_type="native", redirect_uri="http://127.0.0.1/cb")
    page = app.ask()
    assert isinstance(page, Page)
    assert isinstance(app.browser.submit(page, decision="allow"), Arrival)
    again = app.browser.submit(page, decision="allow")
    assert isinstance(again, Page) and (again.slug, again.status) == ("consent", 200)
    assert again.path != page.path
    assert Grant.objects.count() == 1


def test_reloading_the_address_that_redirected_does_not_give_the_code_again(asked: tuple[SignedIn, Page]) -> None:
    alice, page = asked
    first = alice.browser.submit(page, decision="allow")
    again = alice.browser.get(page.path)
    assert isinstance(first, Arrival) and isinstance(again, Arrival)
    assert again.parameters["code"] != first.parameters["code"]


def test_back_after_cancel_asks_again(asked: tuple[SignedIn, Page]) -> None:
    alice, page = asked
    assert isinstance(alice.browser.submit(page, decision="deny"), Arrival)
    again = alice.browser.submit(page, decision="allow")
    assert isinstance(again, Page) and (again.slug, again.status) == ("consent", 200)
    assert Grant.objects.count() == 0
