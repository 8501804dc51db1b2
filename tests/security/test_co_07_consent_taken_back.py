"""CO-07: a consent that was taken back: its tokens, its waiting code and its memory end at once. OWASP ASVS 10.7.3."""

import pytest

from idp.accounts.models import User
from tests.factories.account_api import make_caller
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page, RelyingParty
from tests.security.standing import alive, dead, refused_at_token

pytestmark = pytest.mark.django_db(transaction=True)


def test_tokens_code_and_memory_end_and_the_next_request_asks_again() -> None:
    alice, browser = make_person(totp=True), Browser()
    rp, other = make_rp(), make_rp()
    tokens = rp.begin().tokens(browser, alice)
    kept = _allowed(other, browser)
    waiting = rp.begin()
    pending = waiting.open(browser)
    assert isinstance(pending, Arrival)  # the consent is remembered
    caller = make_caller(User.objects.get(email=alice.email))
    assert caller.call("DELETE", f"me/apps/{rp.client_id}").status_code == 204
    dead(rp, tokens)
    refused_at_token(waiting.redeem(pending.parameters["code"]))
    again = rp.begin().open(browser)
    assert isinstance(again, Page) and again.slug == "consent"
    silent = rp.begin(prompt="none").open(browser)
    assert isinstance(silent, Arrival) and silent.parameters["error"] == "consent_required"
    alive(other, kept)


def test_a_page_of_consent_that_was_open_meanwhile_asks_anew_and_grants_only_by_its_own_answer() -> None:
    alice, browser, rp = make_person(totp=True), Browser(), make_rp()
    tokens = rp.begin().tokens(browser, alice)
    page = rp.begin(prompt="consent").open(browser)
    assert isinstance(page, Page) and page.slug == "consent"
    make_caller(User.objects.get(email=alice.email)).call("DELETE", f"me/apps/{rp.client_id}")
    dead(rp, tokens)
    arrival = browser.submit(page, decision="deny")
    assert isinstance(arrival, Arrival) and arrival.parameters["error"] == "access_denied"
    assert isinstance(rp.begin().open(browser), Page)


def _allowed(rp: RelyingParty, browser: Browser) -> dict[str, object]:
    flow = rp.begin()
    page = flow.open(browser)
    assert isinstance(page, Page) and page.slug == "consent"
    arrival = browser.submit(page, decision="allow")
    assert isinstance(arrival, Arrival)
    return dict(flow.redeem(arrival.parameters["code"]).json())
