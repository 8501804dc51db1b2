"""Registered URIs: nothing that two parsers could read differently. Security cases DC-01, RU-04 to RU-10."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.rfc8252_registered_uri import LONGEST, fault, origin

GOOD = [
    "https://rp.example/callback",
    "https://rp.example",
    "https://rp.example:8443/cb?a=b&c=%20d",
    "https://xn--bcher-kva.example/cb",
    "https://192.0.2.7/cb",
    "https://[2001:db8::1]:8443/cb",
    "http://127.0.0.1/cb",
    "http://127.0.0.1:49152/cb",
    "http://[::1]:5000/cb",
    "http://localhost:5173/callback",
]
BAD = {
    "scheme": ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:https://a.example/1", "file:///etc/passwd",
               "about:blank", "//rp.example/cb", "/cb", "cb", "HTTPS://rp.example/cb", "https:/rp.example/cb",
               "https:rp.example"],
    "plain http": ["http://rp.example/cb", "http://127.0.0.1.evil.example/cb", "http://localhost.evil.example/cb"],
    "user name": ["https://rp.example@evil.example/cb", "https://a:b@rp.example/cb", "https://rp.example:443@evil.example/"],
    "characters": ["https://rp.example\\@evil.example", "https:\\\\rp.example\\cb", "https://rp.example/a b",
                   "https://rp.example/\r\nSet-Cookie:a", "https://rp.example/\x00", " https://rp.example/cb",
                   "https://rp.example/cb\t", "https://\uff52\uff50.example/cb", "https://rp\u3002example/cb", "https://rp.example/<script>",
                   "https://rp.example/\ud800", 'https://rp.example/"', "https://rp.example/{id}"],
    "fragment": ["https://rp.example/cb#x", "https://rp.example/cb#"],
    "wildcard": ["https://*.rp.example/cb", "https://rp.example/*"],
    "host": ["https:///cb", "https://", "https://RP.example/cb", "https://rp.example./cb", "https://a..example/cb",
             "https://-a.example/cb", "https://127.1/cb", "https://0177.0.0.1/cb", "https://2130706433/cb",
             "https://0x7f000001/cb", "https://[::1/cb", "https://[0:0::1]/cb", "https://rp_x.example/cb",
             "https://rp.example%2f@evil.example", f"https://{'a' * 64}.example/cb"],
    "port": ["https://rp.example:0/cb", "https://rp.example:65536/cb", "https://rp.example:99999/cb", "https://rp.example:/cb",
             "https://rp.example:0443/cb", "https://rp.example:80a/cb"],
    "path": ["https://rp.example/x/../cb", "https://rp.example/./cb", "https://rp.example/x/%2e%2E/cb", "https://rp.example//cb",
             "https://rp.example/a%2fb", "https://rp.example/a%5cb", "https://rp.example/..", "https://rp.example/%0d%0a",
             "https://rp.example/%zz", "https://rp.example/?a=%00"],
    "several": ["https://a.example/cb https://b.example/cb"],
    "length": ["", "https://rp.example/" + "a" * LONGEST],
}  # fmt: skip


@pytest.mark.parametrize("uri", GOOD)
def test_ordinary_uris_may_be_registered(uri: str) -> None:
    assert fault(uri) == ""
    assert fault(uri, native=True) == ""


@pytest.mark.spec("RFC 6749", "3.1.2", "MUST")
@pytest.mark.spec("RFC 9700", "2.1", "MUST")
@pytest.mark.parametrize("uri", [pytest.param(uri, id=f"{why}-{n}") for why, uris in BAD.items() for n, uri in enumerate(uris)])
@pytest.mark.parametrize("native", [True, False])
def test_ambiguous_uris_are_refused_in_words(uri: str, native: bool) -> None:
    assert fault(uri, native=native)


@pytest.mark.spec("RFC 8252", "7.1", "MUST")
def test_a_scheme_of_its_own_is_for_native_apps_and_has_a_dot() -> None:
    for uri in ("com.example.app:/cb", "com.example.app://cb", "com.example.app://host/cb?a=b", "app.immich:///oauth-callback"):
        assert fault(uri, native=True) == ""
        assert "native" in fault(uri)
    for uri in ("myapp:/cb", "com.example.app:cb", "com.example.app:", "com.example.app://", "com.example.app://a@b/c",
                "COM.example.app:/cb", "com..app:/cb", "com.example.app:////cb"):  # fmt: skip
        assert fault(uri, native=True), uri
    assert "after its scheme" in fault("com.example.app:cb", native=True)  # what is wrong, not that it may be


@pytest.mark.parametrize(
    ("uri", "meant"),
    [
        ("localhost:8340/callback", "http://localhost:8340/callback"),
        ("127.0.0.1/callback", "http://127.0.0.1/callback"),
        ("[::1]:5000/cb", "http://[::1]:5000/cb"),
        ("//localhost:8340/callback", "http://localhost:8340/callback"),
        ("rp.example/callback", "https://rp.example/callback"),
        ("app.rp.example:8443/cb?a=b", "https://app.rp.example:8443/cb?a=b"),
    ],
)
@pytest.mark.parametrize("native", [True, False])
def test_a_forgotten_scheme_is_named_with_what_to_write(uri: str, meant: str, native: bool) -> None:
    assert fault(uri, native=native) == f"has no scheme; write {meant}"


@pytest.mark.parametrize("uri", ["/callback", "callback", "rp.example:99999/cb", "RP.example/cb", "localhost:/cb", "myapp:/cb"])
def test_nothing_wrong_is_proposed(uri: str) -> None:
    assert fault(uri).startswith("must begin with https://, on 127.0.0.1, [::1] and localhost with http://")


def test_the_reason_is_the_right_one() -> None:
    assert "user name" in fault("https://rp.example@evil.example/cb")
    assert "https" in fault("http://rp.example/cb")
    assert "#" in fault("https://rp.example/cb#x")
    assert "two URIs" in fault("https://a.example/cb https://b.example/cb")
    assert "lower case" in fault("HTTPS://rp.example/cb")


def test_the_origin_is_what_a_browser_sends() -> None:
    assert origin("https://rp.example/cb") == "https://rp.example"
    assert origin("https://rp.example:443/cb") == "https://rp.example"
    assert origin("http://localhost:5173/cb") == "http://localhost:5173"
    assert origin("com.example.app:/cb") == ""


@given(
    st.text(alphabet=st.sampled_from("htps:/@.#?%\\[]*25eEfF0 \t\n\x00aZ1:-_~é"), max_size=40).map(
        lambda tail: "https://a" + tail
    )
)
def test_whatever_is_accepted_reads_the_same_to_another_parser(uri: str) -> None:
    if fault(uri):
        return
    parts = urlsplit(uri)
    assert uri.isascii() and parts.geturl().rstrip("?") == uri.rstrip("?")
    assert parts.scheme == "https" and parts.username is None and not parts.fragment
    host = parts.hostname or ""
    assert host and uri.startswith((f"https://{host}", f"https://[{host}]"))
    assert parts.port is None or 0 < parts.port < 65536
