"""RU-01 to RU-17 as a table: what is registered, what is asked, whether it is the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.rfc8252_loopback import matches

WEB = "https://rp.example/cb"
LOOPBACK = "http://127.0.0.1/cb"

REFUSED = [
    ("RU-01", WEB, "https://evil.example/cb"),
    *(("RU-02", WEB, WEB + more) for more in ("?x=1", "/x", ";p=1", "/")),
    ("RU-02", WEB + "/", WEB),
    ("RU-02", WEB, "https://rp.example/CB"),
    ("RU-03", WEB, WEB + "#x"),
    ("RU-03", WEB, WEB + "#"),
    ("RU-04", WEB, "https://rp.example@evil.example/cb"),
    ("RU-04", WEB, "https://evil@rp.example/cb"),
    ("RU-04", WEB, "https://rp.example:443@evil.example/"),
    ("RU-05", WEB, "https://rp.example\\@evil.example/cb"),
    ("RU-05", WEB, "https://rp.example%2f@evil.example"),
    ("RU-05", WEB, "https:\\\\rp.example\\cb"),
    ("RU-05", WEB, "https:/rp.example/cb"),
    ("RU-05", WEB, " " + WEB),
    ("RU-05", WEB, "\t" + WEB),
    ("RU-05", WEB, WEB + "\n"),
    *(("RU-06", WEB, "https://rp.example" + path) for path in ("/x/../cb", "/%2e%2e/cb", "/%252e%252e/cb", "//cb", "/./cb")),
    ("RU-07", WEB, "https://rp.example.evil.tld/cb"),
    ("RU-07", WEB, "https://evilrp.example/cb"),
    ("RU-07", WEB, "https://ｒｐ.example/cb"),
    ("RU-07", WEB, "https://rp。example/cb"),
    ("RU-08", WEB, "http://rp.example/cb"),
    ("RU-08", WEB, "https://rp.example:444/cb"),
    ("RU-08", WEB, "https://rp.example:443/cb"),
    *(
        ("RU-09", LOOPBACK, f"http://{host}:49152/cb")
        for host in (
            "[::1]",
            "localhost",
            "127.0.0.1.evil.example",
            "127.1",
            "0177.0.0.1",
            "2130706433",
            "127.0.0.2",
            "evil@127.0.0.1",
        )
    ),
    ("RU-09", LOOPBACK, "https://127.0.0.1:49152/cb"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:80@evil.example/cb"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:49152/other"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:49152/cb?x=1"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:49152/cb#x"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:0/cb"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:065/cb"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:65536/cb"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:/cb"),
    ("RU-09", LOOPBACK, "http://127.0.0.1:４９/cb"),
    ("RU-09", LOOPBACK, "HTTP://127.0.0.1:49152/cb"),
    ("RU-09", "http://localhost/cb", "http://127.0.0.1:49152/cb"),
    ("RU-09", "http://localhost/cb", "http://localhost.evil.example:49152/cb"),
    ("RU-10", "com.example.app:/cb", "com.example.app://cb"),
    ("RU-10", "com.example.app:/cb", "com.example.app:cb"),
    ("RU-13", WEB, WEB + "\r\nX: y"),
    ("RU-13", WEB, WEB + "\0"),
    ("RU-13", WEB, WEB + "x" * 8192),
    ("RU-17", WEB + "?a=b", WEB),
    ("RU-17", WEB + "?a=b", WEB + "?a=c"),
    ("RU-17", WEB + "?a=b", WEB + "?a=b&c=d"),
]
ACCEPTED = [
    ("RU-01", WEB, WEB),
    ("RU-09", LOOPBACK, "http://127.0.0.1:49152/cb"),
    ("RU-09", LOOPBACK, LOOPBACK),
    ("RU-09", "http://127.0.0.1:8001/cb", "http://127.0.0.1:8002/cb"),
    ("RU-09", "http://127.0.0.1:8001/cb", LOOPBACK),
    ("RU-09", "http://[::1]/cb", "http://[::1]:65535/cb"),
    ("RU-09", "http://127.0.0.1", "http://127.0.0.1:49152"),
    ("RU-09", "http://127.0.0.1/cb?a=b", "http://127.0.0.1:49152/cb?a=b"),
    ("RU-09", "http://localhost:5173/cb", "http://localhost:49152/cb"),
    ("RU-10", "com.example.app:/cb", "com.example.app:/cb"),
    ("RU-17", WEB + "?a=b", WEB + "?a=b"),
]


@pytest.mark.spec("RFC 9700", "2.1", "MUST")
@pytest.mark.parametrize(("case", "registered", "requested"), REFUSED)
def test_another_uri_is_refused(case: str, registered: str, requested: str) -> None:
    assert not matches(registered, requested, any_port=True), case


@pytest.mark.spec("RFC 8252", "7.3", "MUST")
@pytest.mark.parametrize(("case", "registered", "requested"), ACCEPTED)
def test_the_registered_uri_is_accepted(case: str, registered: str, requested: str) -> None:
    assert matches(registered, requested, any_port=True), case
    assert matches(registered, requested) == (registered == requested), case  # no port is free to a web client


@given(st.text(max_size=60))
def test_off_loopback_only_the_same_string_matches(requested: str) -> None:
    assert matches(WEB, requested) == (requested == WEB)


@given(st.integers(1, 65535))
def test_any_port_matches_on_loopback(port: int) -> None:
    assert matches(LOOPBACK, f"http://127.0.0.1:{port}/cb", any_port=True)
