"""CO-13: what is allowed is what the page showed: another name, place or right since, and the page is shown again."""

import pytest

from idp.clients import registration
from idp.clients.models import Client, Consent
from idp.interaction.models import Interaction
from tests.rp import Arrival, Page
from tests.security.signed_in import SignedIn, signed_in

pytestmark = pytest.mark.django_db
CHANGES = {"another name": {"client_name": "Your bank"}, "no longer remembered": {"application_type": "native"}}


def shown() -> tuple[SignedIn, Page]:
    alice = signed_in(trusted=False, name="Weather", scope="openid email")
    page = alice.ask(scope="openid email")
    assert isinstance(page, Page) and page.slug == "consent"
    return alice, page


def change(**metadata: object) -> None:
    client = Client.objects.get()
    registration.update(client, registration.describe(client) | metadata, actor="operator")


@pytest.mark.parametrize("change_name", CHANGES)
def test_an_allow_for_what_was_shown_before_is_asked_again(change_name: str) -> None:
    alice, page = shown()
    change(**CHANGES[change_name])
    again = alice.browser.submit(page, decision="allow")
    assert isinstance(again, Page) and again.slug == "consent"
    assert "The app was changed since this page was opened." in again.text
    assert not Consent.objects.exists() and "consent" not in Interaction.objects.get().proofs
    if change_name == "another name":
        assert "Your bank wants to use your account" in again.text
    assert isinstance(alice.browser.submit(again, decision="allow"), Arrival)


def test_a_client_verified_since_is_shown_again() -> None:
    alice = signed_in(trusted=False, verified=False)
    page = alice.ask()
    assert isinstance(page, Page)
    Client.objects.update(verified=True, version=99)
    again = alice.browser.submit(page, decision="allow")
    assert isinstance(again, Page) and "Nobody has verified" not in again.text


@pytest.mark.parametrize("field", ["shown", "csrf"])
def test_a_form_without_its_mark_allows_nothing(field: str) -> None:
    alice, page = shown()
    for mark in ("", "0" * 64):
        again = alice.browser.submit(page, decision="allow", **{field: mark})
        assert isinstance(again, Page) and again.slug == "consent"
    assert not Consent.objects.exists()


def test_what_did_not_change_what_was_shown_asks_once() -> None:
    alice, page = shown()
    change(post_logout_redirect_uris=["https://app.example/bye"])
    assert isinstance(alice.browser.submit(page, decision="allow"), Arrival)
