"""CO-03: consent is remembered neither for apps that others can imitate nor for clients that nobody verified. RFC 8252 §8.6."""

import pytest

from idp.clients.models import Consent
from idp.oidc.models import Grant
from tests.rp import Arrival, Page
from tests.security.signed_in import SignedIn, signed_in

pytestmark = pytest.mark.django_db


def allow(alice: SignedIn, **overrides: str) -> None:
    page = alice.ask(**overrides)
    assert isinstance(page, Page) and page.slug == "consent", page
    assert isinstance(alice.browser.submit(page, decision="allow"), Arrival)


@pytest.mark.spec("RFC 8252", "8.6", "SHOULD")
@pytest.mark.parametrize(
    "client",
    [
        {"application_type": "native", "auth_method": "none", "redirect_uri": "http://127.0.0.1/cb"},
        {"application_type": "native", "auth_method": "none", "redirect_uri": "com.example.app:/cb"},
        {"verified": False},
    ],
    ids=["loopback", "own scheme", "registered itself"],
)
def test_the_person_is_asked_again(client: dict[str, object]) -> None:
    alice = signed_in(trusted=False, **client)
    allow(alice)
    assert Consent.objects.count() == 0
    allow(alice)
    silent = alice.ask(prompt="none")
    assert isinstance(silent, Arrival) and silent.parameters["error"] == "consent_required"


def test_what_is_remembered_is_this_client_at_this_host_for_these_scopes() -> None:
    alice = signed_in(trusted=False, redirect_uri="https://rp.example/cb https://rp.example/two https://other.example/cb")
    allow(alice, scope="openid email")
    for same in (
        {"scope": "openid email"},
        {"scope": "openid"},
        {"scope": "email openid", "redirect_uri": "https://rp.example/two"},
    ):
        assert isinstance(alice.ask(**same), Arrival)
    for more in ({"scope": "openid email phone"}, {"scope": "openid", "redirect_uri": "https://other.example/cb"}):
        page = alice.ask(**more)
        assert isinstance(page, Page) and page.slug == "consent"
    other = signed_in(trusted=False, user=alice.user)
    assert isinstance(other.ask(scope="openid"), Page)
    mallory = signed_in()
    mallory.rp = alice.rp
    assert isinstance(mallory.ask(scope="openid"), Page)
    assert Grant.objects.count() == 4
