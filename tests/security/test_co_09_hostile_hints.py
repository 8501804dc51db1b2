"""CO-09, CO-10: hints are hints: never markup, never an error, never another person's sign-in. OpenID Connect Core §3.1.2.1."""

import json
from typing import Any

import pytest

from idp.oidc.models import Grant
from tests.rp import Arrival, Browser, Page
from tests.security.signed_in import SignedIn, signed_in
from tests.security.standing import nothing_issued, refused_at_client

pytestmark = pytest.mark.django_db
HOSTILE = [
    '"><script>alert(1)</script>',
    "{{7*7}}",
    "javascript:alert(1)",
    "é" * 500,
    "../../etc/passwd",
    "x\r\nSet-Cookie: a=b",
    "%00",
]


@pytest.mark.parametrize("name", ["display", "ui_locales", "claims_locales", "login_hint", "acr_values"])
@pytest.mark.parametrize("value", HOSTILE, ids=ascii)
def test_no_markup_and_no_error(name: str, value: str) -> None:
    page = signed_in().rp.begin(**{name: value}).open(Browser())
    assert isinstance(page, Page) and (page.slug, page.status) == ("login", 200)
    body = page.response.content.decode()
    assert "<script>alert" not in body and value not in page.text
    assert "a" not in page.response.cookies


def test_a_login_hint_only_fills_the_field() -> None:
    page = signed_in().rp.begin(login_hint='ada@example.org" autofocus onfocus="alert(1)').open(Browser())
    assert isinstance(page, Page)
    field = page.soup.find(id="id_username")
    assert field["value"] == 'ada@example.org" autofocus onfocus="alert(1)'
    assert "onfocus" not in field.attrs


def test_a_login_hint_does_not_change_who_is_signed_in() -> None:
    alice, mallory = signed_in(), signed_in()
    assert isinstance(alice.ask(login_hint=mallory.user.email), Arrival)
    assert Grant.objects.get().user == alice.user


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "MUST")
def test_the_hint_of_another_person_asks_for_that_person() -> None:
    alice, bob = signed_in(), signed_in()
    hint = bob.tokens()["id_token"]
    Grant.objects.all().delete()
    page = alice.ask(id_token_hint=hint)
    assert isinstance(page, Page) and page.slug == "login"
    silent = alice.ask(id_token_hint=hint, prompt="none")
    assert isinstance(silent, Arrival) and silent.parameters["error"] == "login_required"
    assert Grant.objects.count() == 0


@pytest.mark.parametrize("hint", ["e30.e30.e30", "nonsense", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."])
def test_a_hint_that_we_did_not_issue_is_no_hint(hint: str) -> None:
    alice = signed_in()
    flow = alice.rp.begin(id_token_hint=hint)
    refused_at_client(flow.open(alice.browser), flow, "invalid_request")
    nothing_issued()


def test_an_access_token_is_no_hint() -> None:
    alice = signed_in()
    flow = alice.rp.begin(id_token_hint=alice.tokens()["access_token"])
    refused_at_client(flow.open(alice.browser), flow, "invalid_request")


@pytest.mark.spec("OpenID Connect Core", "3.1.2.2", "MUST")
@pytest.mark.parametrize(
    "claims",
    [
        {"id_token": {"sub": {"value": "BOB"}}},
        {"id_token": {"sub": {"value": "BOB", "essential": True}}},
        {"id_token": {"sub": {"values": ["BOB", "nobody"]}}},
        {"id_token": {"sub": {"values": []}}},
        {"userinfo": {"sub": {"value": "BOB"}}},
        {"id_token": {"sub": {"value": "ALICE"}}, "userinfo": {"sub": {"value": "BOB"}}},
        {"id_token": {"sub": {"value": "ALICE", "values": ["BOB"]}}},
    ],
)
def test_a_sub_asked_for_is_that_persons_or_nobodys(claims: dict[str, Any]) -> None:
    alice, bob = signed_in(), signed_in()
    wanted = json.dumps(claims).replace("ALICE", alice.user.sub).replace("BOB", bob.user.sub)
    silent = alice.ask(claims=wanted, prompt="none")
    assert isinstance(silent, Arrival) and silent.parameters["error"] == "login_required"
    place = alice.ask(claims=wanted)
    if isinstance(place, Page):
        assert place.slug == "login" and "another account" in place.text
    else:
        assert place.parameters["error"] == "login_required"
    assert not Grant.objects.exists()


def test_a_sub_asked_for_is_served_to_that_person() -> None:
    alice, bob = signed_in(), signed_in()
    for wanted in ({"value": alice.user.sub}, {"values": [bob.user.sub, alice.user.sub]}, {"essential": True}, None):
        assert "code" in arrived(alice, claims=json.dumps({"id_token": {"sub": wanted}}), prompt="none")
    hint = alice.tokens()["id_token"]
    both = json.dumps({"id_token": {"sub": {"value": bob.user.sub}}})
    assert arrived(alice, claims=both, id_token_hint=hint)["error"] == "login_required"
    assert arrived(alice, claims=both, prompt="create")["error"] == "invalid_request"  # it would tell who has an account
    for malformed in ({"value": 1}, {"values": "x"}, {"values": [None]}):
        assert arrived(alice, claims=json.dumps({"id_token": {"sub": malformed}}))["error"] == "invalid_request"


def arrived(who: SignedIn, **asked: str) -> dict[str, str]:
    place = who.ask(**asked)
    assert isinstance(place, Arrival)
    return place.parameters
