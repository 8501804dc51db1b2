"""CO-08: consent counts only where it was asked: in this browser and interaction, once, in time. ASVS 2.3.1."""

from datetime import timedelta

import pytest
import time_machine

from idp.clients.models import Consent
from idp.core import clock
from idp.interaction.models import Interaction
from idp.oidc.models import Grant
from tests.rp import Arrival, Browser, Page
from tests.security.signed_in import browser_of, signed_in
from tests.security.standing import error_page

pytestmark = pytest.mark.django_db
ALLOW = {"decision": "allow"}


def nothing_granted() -> None:
    assert Grant.objects.count() == 0 and Consent.objects.count() == 0


def test_before_anybody_signed_in() -> None:
    rp, browser = signed_in(trusted=False).rp, Browser()
    page = rp.begin().open(browser)
    assert isinstance(page, Page) and page.slug == "login"
    there = browser.post(page.path.replace("/login", "/consent"), page.fields() | ALLOW)
    assert isinstance(there, Page) and there.slug == "login"
    nothing_granted()


def test_without_the_token_of_the_form() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    rest = {name: value for name, value in page.fields().items() if name != "csrf"}
    for token in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        there = alice.browser.post(page.path, rest | token | ALLOW)
        assert isinstance(there, Page) and (there.slug, there.status) == ("consent", 200)
    nothing_granted()


def test_with_the_token_of_another_interaction() -> None:
    alice = signed_in(trusted=False)
    one, two = alice.ask(), alice.ask()
    assert isinstance(one, Page) and isinstance(two, Page) and one.path != two.path
    alice.browser.post(one.path, one.fields() | {"csrf": two.fields()["csrf"]} | ALLOW)
    nothing_granted()


@pytest.mark.parametrize("has_session", [True, False])
def test_in_another_browser(has_session: bool) -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    thief = browser_of(alice.user)[0] if has_session else Browser()
    thief.get("/interaction/start")
    error_page(thief.post(page.path, page.fields() | ALLOW), "expired_interaction")
    nothing_granted()
    assert isinstance(alice.browser.submit(page, **ALLOW), Arrival)


def test_from_another_origin() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    for origin in ("https://evil.example", "null", "https://rp.example"):
        error_page(alice.browser.post(page.path, page.fields() | ALLOW, origin=origin), "csrf", 403)
    nothing_granted()


def test_too_late() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    with time_machine.travel(clock.now() + timedelta(hours=24, seconds=1), tick=False):
        error_page(alice.browser.submit(page, **ALLOW), "expired_interaction")
    nothing_granted()


def test_for_an_interaction_that_does_not_exist() -> None:
    alice = signed_in(trusted=False)
    error_page(alice.browser.post(f"/interaction/{'x' * 43}/consent", ALLOW), "expired_interaction")
    nothing_granted()


def test_after_the_session_ended() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    alice.session.ended_at = clock.now()
    alice.session.save()
    there = alice.browser.submit(page, **ALLOW)
    assert isinstance(there, Page) and there.slug == "login"
    nothing_granted()


def test_by_get() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    there = alice.browser.get(f"{page.path}?decision=allow&csrf={page.fields()['csrf']}")
    assert isinstance(there, Page) and there.slug == "consent"
    assert Interaction.objects.get().completed_at is None
    nothing_granted()
