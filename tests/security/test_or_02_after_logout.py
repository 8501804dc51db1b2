"""OR-02: signing out leads only to a registered address of the client that proves the session. RP-Init Logout §3."""

from urllib.parse import urlencode

import pytest

from idp.sessions.models import Session
from tests.rp import Arrival, Page
from tests.security.signed_in import SignedIn, signed_in

pytestmark = pytest.mark.django_db
REGISTERED = "https://rp.example/bye"
VARIANTS = [
    "https://evil.example/bye",
    f"{REGISTERED}?x=1",
    f"{REGISTERED}/x",
    f"{REGISTERED}/",
    f"{REGISTERED};p=1",
    "https://rp.example/BYE",
    f"{REGISTERED}#x",
    f"{REGISTERED}#",
    "https://rp.example@evil.example/bye",
    "https://evil@rp.example/bye",
    "https://rp.example\\@evil.example/bye",
    "https:\\\\rp.example\\bye",
    "https:/rp.example/bye",
    " https://rp.example/bye",
    f"{REGISTERED}\r\nSet-Cookie: a=b",
    "https://rp.example/x/../bye",
    "https://rp.example//bye",
    "https://rp.example.evil.tld/bye",
    "https://evilrp.example/bye",
    "http://rp.example/bye",
    "https://rp.example:8443/bye",
    "//rp.example/bye",
    "javascript:alert(1)",
    "https://rp.example/callback",
]


def party(**client: str) -> SignedIn:
    return signed_in(post_logout_redirect_uris=REGISTERED, **client)


def leave(who: SignedIn, **parameters: str) -> Page | Arrival:
    return who.browser.get("/oauth2/logout?" + urlencode(parameters))


def stays_here(place: Page | Arrival) -> Page:
    """A page of ours that leads to nobody else, and says why."""
    assert isinstance(place, Page) and place.status == 200 and place.soup.find(id="fault")
    assert not [link for link in place.soup.find_all("a") if not link["href"].startswith(("/", "#", "?"))]
    assert not [field for field in place.soup.find_all("input", attrs={"name": "return_to"}) if field["value"]]
    return place


def is_signed_in(who: SignedIn) -> bool:
    return Session.objects.get(pk=who.session.pk).ended_at is None


@pytest.mark.spec("OpenID Connect RP-Initiated Logout", "3", "MUST")
@pytest.mark.parametrize("uri", VARIANTS, ids=ascii)
def test_another_address_is_refused_even_with_a_right_hint(uri: str) -> None:
    alice = party()
    place = leave(alice, id_token_hint=alice.tokens()["id_token"], post_logout_redirect_uri=uri)
    assert "You are signed out" in stays_here(place).text
    assert not is_signed_in(alice)


@pytest.mark.spec("OpenID Connect RP-Initiated Logout", "2", "MUST")
def test_the_registered_address_with_the_hint_of_this_session() -> None:
    alice = party()
    place = leave(alice, id_token_hint=alice.tokens()["id_token"], post_logout_redirect_uri=REGISTERED, state="a&b=c")
    assert isinstance(place, Arrival) and place.url == f"{REGISTERED}?state=a%26b%3Dc"
    assert not is_signed_in(alice)


def test_without_a_hint_nobody_is_sent_away() -> None:
    alice = party()
    assert stays_here(leave(alice, post_logout_redirect_uri=REGISTERED)).soup.find(id="sign-out")
    place = leave(alice, post_logout_redirect_uri=REGISTERED, client_id=alice.rp.client_id)
    assert isinstance(place, Page) and place.soup.find(id="sign-out")
    assert is_signed_in(alice)
    alice.session.ended_at = alice.session.created_at
    alice.session.save()
    later = leave(alice, post_logout_redirect_uri=REGISTERED, client_id=alice.rp.client_id)
    assert isinstance(later, Page) and "You are signed out" in later.text
    assert later.soup.find("a", href=REGISTERED), "whoever was signed out before has a way back as well"


def test_the_address_of_another_client_is_refused() -> None:
    alice, mallory = party(), signed_in(post_logout_redirect_uris="https://evil.example/bye")
    hint = alice.tokens()["id_token"]
    stays_here(
        leave(alice, id_token_hint=hint, client_id=mallory.rp.client_id, post_logout_redirect_uri="https://evil.example/bye")
    )
    assert is_signed_in(alice)
    stays_here(leave(alice, id_token_hint=hint, post_logout_redirect_uri="https://evil.example/bye"))
    assert not is_signed_in(alice)


def test_the_hint_of_another_person_only_asks() -> None:
    alice, mallory = party(), party()
    place = leave(alice, id_token_hint=mallory.tokens()["id_token"], post_logout_redirect_uri=REGISTERED)
    assert isinstance(place, Page) and place.soup.find(id="sign-out")
    assert is_signed_in(alice) and is_signed_in(mallory)


@pytest.mark.parametrize("hint", ["e30.e30.e30", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "access token"])
def test_a_hint_that_is_none_is_refused(hint: str) -> None:
    alice = party()
    tokens = alice.tokens()
    place = leave(alice, id_token_hint=tokens["access_token"] if hint == "access token" else hint)
    assert stays_here(place).soup.find(id="sign-out")
    assert is_signed_in(alice)


@pytest.mark.parametrize("uri", ["https://evil.example/", "javascript:alert(1)", f"{REGISTERED}/x", f"{REGISTERED}#?state=x"])
def test_the_confirmed_form_takes_no_other_address(uri: str) -> None:
    alice = party()
    page = leave(alice, client_id=alice.rp.client_id, post_logout_redirect_uri=REGISTERED)
    assert isinstance(page, Page)
    there = alice.browser.submit(page, return_to=uri)
    assert isinstance(there, Page) and "You are signed out" in there.text
    assert not [link for link in there.soup.find_all("a") if not link["href"].startswith(("/", "#", "?lang="))]
    assert not is_signed_in(alice)


@pytest.mark.parametrize("uri", [REGISTERED, f"{REGISTERED}?a=b"])
@pytest.mark.parametrize("state", [{}, {"state": "s"}], ids=["without state", "with state"])
def test_the_confirmed_form_offers_the_way_back_without_taking_it(uri: str, state: dict[str, str]) -> None:
    alice = signed_in(post_logout_redirect_uris=uri)
    page = leave(alice, client_id=alice.rp.client_id, post_logout_redirect_uri=uri, **state)
    assert isinstance(page, Page)
    there = alice.browser.submit(page)
    assert isinstance(there, Page) and "You are signed out" in there.text
    (back,) = [link["href"] for link in there.soup.find_all("a") if link["href"].startswith("https:")]
    assert back == (f"{uri}{'&' if '?' in uri else '?'}state=s" if state else uri)
