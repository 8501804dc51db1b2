"""Where a redirect URI differs from the registered one: the same verdict as the authorization endpoint, the exact character."""

from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from idp.protocol.rfc8252_loopback import matches
from idp.protocol.rfc9700_redirect_difference import ANSWER, Difference, Pasted, compare, facts, in_words, pasted, recordable

URIS = ["https://app.example/callback", "http://127.0.0.1/callback", "https://app.example/second?tenant=1"]
LETTERS = st.text(alphabet="ab/:?=.#%é\u200b ", max_size=12)


@pytest.mark.parametrize(
    ("received", "nearest", "position", "sent", "expected", "cause"),
    [
        ("https://app.example/callback/", URIS[0], 29, "/", "", "slash"),
        ("https://app.example/Callback", URIS[0], 21, "C", "c", "case"),
        ("http://app.example/callback", URIS[0], 5, ":", "s", "scheme"),
        ("https://app.example/callback ", URIS[0], 29, " ", "", "space"),
        ("https://app.example.evil/callback", URIS[0], 20, ".", "/", "host"),
        ("https://app.example:8443/callback", URIS[0], 20, ":", "/", "port"),
        ("https://app.example/callbacks", URIS[0], 29, "s", "", "path"),
        ("https://app.example/second?tenant=2", URIS[2], 35, "2", "1", "query"),
        ("http://127.0.0.1:49152/Callback", "http://127.0.0.1:49152/callback", 24, "C", "c", "case"),
        ("http://localhost/callback", URIS[1], 8, "l", "1", "host"),
        ("", URIS[2], 1, "", "h", "scheme"),
    ],
)
def test_the_nearest_one_the_character_and_the_usual_mistake(
    received: str, nearest: str, position: int, sent: str, expected: str, cause: str
) -> None:
    found = compare(received, URIS, any_port=True)
    if received:
        assert found.nearest == nearest
    assert (found.position, found.sent[1], found.expected[1], found.cause) == (position, sent, expected, cause)
    assert not found.is_registered


def test_the_registered_one_is_found_and_a_native_app_has_any_port_on_loopback() -> None:
    assert compare(URIS[0], URIS) == Difference(URIS[0], URIS[0])
    assert compare("http://127.0.0.1:49152/callback", URIS, any_port=True).is_registered
    other_port = compare("http://127.0.0.1:49152/callback", URIS)
    assert (other_port.nearest, other_port.position, other_port.cause) == (URIS[1], 17, "port")
    assert compare(URIS[0], URIS).cause == ""


def test_nothing_registered_is_nothing_found() -> None:
    found = compare("https://app.example/", [])
    assert (found.is_registered, found.nearest, found.position, found.cause) == (False, "", 1, "")


@given(st.text(max_size=40) | st.builds(lambda uri, tail: uri + tail, st.sampled_from(URIS), LETTERS))
@example("http://[::1")
@example("https://app.example:99999/callback")
def test_the_verdict_is_that_of_the_authorization_endpoint_and_the_character_is_the_first_that_differs(received: str) -> None:
    found = compare(received, URIS)
    assert found.is_registered == any(matches(uri, received) for uri in URIS)
    assert isinstance(found.cause, str)
    if not found.is_registered:
        (before, sent, after), (ours, expected, rest) = found.sent, found.expected
        assert before == ours
        assert sent != expected
        assert (before + sent + after, ours + expected + rest) == (received, found.nearest)


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=20))
def test_any_list_gives_an_answer(registered: list[str], received: str) -> None:
    assert compare(received, registered).received == received


@given(st.sampled_from(URIS) | st.text(min_size=1, max_size=30).filter(str.strip))
def test_a_whole_request_is_taken_apart(uri: str) -> None:
    request = "https://id.example/oauth2/authorize?" + urlencode({"client_id": "a", "redirect_uri": uri, "scope": "openid"})
    assert pasted(request, URIS) == Pasted(uri)


def test_a_redirect_uri_is_taken_as_it_is() -> None:
    assert pasted(URIS[0] + "\r\n", URIS) == Pasted(URIS[0])
    for uri in ("https://x.example/a?redirect_uri=b", "https://x.example/a?state=b"):
        assert pasted(uri, [uri]) == Pasted(uri)
    for text in ("http://[::1?redirect_uri=x", "/?redirect_uri=a&redirect_uri=b"):
        assert pasted(text, URIS) == Pasted(text)


def test_what_an_answer_added_is_left_out() -> None:
    refused = URIS[0] + "?error=access_denied&error_description=no&state=a%2Bb&iss=https%3A%2F%2Fid.example"
    assert pasted(refused, URIS) == Pasted(URIS[0], ("error", "error_description", "state", "iss"))
    assert pasted(URIS[2] + "&code=a&state=b ", URIS) == Pasted(URIS[2], ("code", "state"))
    kept = pasted("http://127.0.0.1/callback?code=a&Tenant=%C3%A9&state=b", URIS)
    assert kept == Pasted("http://127.0.0.1/callback?Tenant=%C3%A9", ("code", "state"))
    assert compare(kept.uri, URIS).cause == "query"


@given(st.sampled_from(URIS), st.lists(st.sampled_from(sorted(ANSWER)), min_size=1), st.text(max_size=10))
def test_whatever_an_answer_added_the_registered_one_is_found(uri: str, names: list[str], value: str) -> None:
    answer = uri + ("&" if "?" in uri else "?") + urlencode([(name, value) for name in names])
    assert compare(pasted(answer, URIS).uri, URIS).is_registered


def test_a_character_has_a_name() -> None:
    assert in_words("/") == "/ (solidus)"
    assert in_words(" ") == "space"
    assert in_words("\u200b") == "zero width space"
    assert in_words("\x00") == "u+0000"
    assert in_words("") == ""


@pytest.mark.parametrize(
    ("uri", "kept"),
    [
        ("https://app.example:8443/callback", "https://app.example:8443/callback"),
        ("https://app.example/cb?code=S3CRET&state=S3CRET", "https://app.example/cb?code=&state="),
        ("https://app.example/cb?S3CRET", "https://app.example/cb"),
        ("https://app.example/cb#access_token=S3CRET", "https://app.example/cb"),
        ("https://app.example/cb#?access_token=S3CRET", "https://app.example/cb"),
        ("https://ada:S3CRET@app.example/cb", "https://app.example/cb"),
        ("https://S3CRET@x@app.example", "https://app.example"),
        ("com.example.app:/cb?code=S3CRET", "com.example.app:/cb?code="),
        ("http://[::1?code=S3CRET", "http://[::1?code="),
        ("", ""),
    ],
)
def test_the_record_keeps_no_value_no_user_name_no_fragment(uri: str, kept: str) -> None:
    assert recordable(uri) == kept


@given(st.text(max_size=2000))
def test_the_record_is_bounded(uri: str) -> None:
    assert len(recordable(uri)) <= 300


def test_the_facts_of_a_refusal() -> None:
    assert facts("https://app.example/second?tenant=2", URIS) == {
        "redirect_uri": "https://app.example/second?tenant=", "nearest": "https://app.example/second?tenant=",
        "difference": "query",
    }  # fmt: skip
    assert facts("https://a.example/", []) == {"redirect_uri": "https://a.example/", "nearest": "", "difference": ""}
