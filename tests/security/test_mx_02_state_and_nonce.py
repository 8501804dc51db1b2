"""MX-02, MX-03: state and nonce come back exactly as sent, once, or not at all. RFC 6749 §4.1.2; OIDC Core §3.1.2.1."""

import string
from urllib.parse import quote_plus

import pytest

from idp.oidc.models import Grant
from tests.rp import Arrival, Browser, Page, claims_of
from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
VALUES = {
    "one byte": "x",
    "64 characters": "n" * 64,
    "4 KiB": "s" * 4096,
    "punctuation": string.punctuation,
    "spaces": " a  b ",
    "percent-encoded text": "%C3%A9%00%0d%0a",
    "accents and emoji": "é✓🔑",
    "markup": '"><script>alert(1)</script>',
    "line breaks": "a\r\nSet-Cookie: b=c",
    "looks like parameters": "&code=evil&iss=https://evil.example",
    "looks like a fragment": "#code=evil",
    "braces": "{{7*7}}${7*7}{% debug %}",
}


@pytest.mark.spec("RFC 6749", "4.1.2", "MUST")
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
@pytest.mark.parametrize("mode", ["query", "form_post"])
@pytest.mark.parametrize("wrong", [{}, {"scope": "root"}], ids=["success", "error"])
def test_state_is_echoed_once_and_exactly(value: str, mode: str, wrong: dict[str, str]) -> None:
    arrival = signed_in().ask(state=value, response_mode=mode, **wrong)
    assert isinstance(arrival, Arrival)
    assert arrival.parameters["state"] == value
    assert arrival.parameters["iss"] == "http://localhost:8000"
    if mode == "query":
        assert arrival.url.count("state=") == 1 and f"&state={quote_plus(value)}&" in arrival.url
        assert not arrival.response.cookies
    else:
        body = arrival.response.content.decode()
        assert "<script>alert" not in body and body.count('name="state"') == 1


def test_absent_state_stays_absent() -> None:
    for arrival in (signed_in().ask(state=None), signed_in().ask(state=""), signed_in().ask(state=None, scope="root")):
        assert isinstance(arrival, Arrival)
        assert "state" not in arrival.parameters


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "MUST")
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES.keys())
def test_nonce_stands_in_the_id_token_exactly(value: str) -> None:
    tokens = signed_in().tokens(nonce=value)
    assert claims_of(tokens["id_token"])["nonce"] == value


def test_absent_nonce_stays_absent_and_a_refreshed_token_has_none() -> None:
    alice = signed_in()
    assert "nonce" not in claims_of(alice.tokens(nonce=None)["id_token"])
    renewed = alice.rp.refresh(alice.tokens()["refresh_token"]).json()
    assert "nonce" not in claims_of(renewed["id_token"])


@pytest.mark.parametrize("name", ["state", "nonce"])
@pytest.mark.parametrize("value", ["x" * 4097, "x\x00", ["a", "b"]], ids=["too long", "NUL", "twice"])
def test_what_cannot_be_kept_exactly_is_refused(name: str, value: str | list[str]) -> None:
    error_page(signed_in().ask(**{name: value}))
    nothing_issued()


def test_no_page_on_the_way_shows_them() -> None:
    alice = signed_in(trusted=False)
    for browser in (Browser(), alice.browser):
        page = alice.ask(state="s3cretstate", nonce="s3cretnonce") if browser is alice.browser else None
        page = page or alice.rp.begin(state="s3cretstate", nonce="s3cretnonce").open(browser)
        assert isinstance(page, Page) and page.slug in {"login", "consent"}
        assert "s3cret" not in page.response.content.decode()
    assert Grant.objects.count() == 0
