"""IN-01, IN-02, IN-03: hostile bodies are a 400 or 415 problem document, quickly, whatever they hold."""

import gzip
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.account_api import Caller, make_caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    return make_caller()


@pytest.mark.parametrize(
    "raw",
    [
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b'{"a":"' + b"x" * 200_000 + b'"}',
        b'{"a":' + b"9" * 6000 + b"}",
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b'{"__proto__":{}}',
        b"\xef\xbb\xbf{}",
        b'{"a":"\\ud800"}',
        b'{"\\u0000":1}',
        b"\xff\xfe{\x00}\x00",
        b"null",
        b"[]",
        b'"x"',
    ],
)
def test_a_hostile_body_is_a_400_within_100_ms(caller: Caller, raw: bytes) -> None:
    caller.call("GET", "me")  # warm
    started = time.process_time()
    answer = caller.call("POST", "me/sessions/revoke-others", raw=raw)
    assert time.process_time() - started < 0.1
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "kind",
    [
        "application/json; charset=utf-16",
        "application/json; charset=utf-7",
        "text/json",
        "application/xml",
        "json",
        "*/*",
        "application/*",
    ],
)
def test_another_content_type_is_a_415(caller: Caller, kind: str) -> None:
    assert caller.call("POST", "me/sessions/revoke-others", raw=b"{}", content_type=kind).status_code == 415


def test_a_compressed_body_is_a_415(caller: Caller) -> None:
    raw = gzip.compress(b"{}" + b" " * 10_000_000)
    assert caller.call("POST", "me/sessions/revoke-others", raw=raw, content_encoding="gzip").status_code == 415


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(min_size=1, max_size=80) | st.text('{}[]",:\\u0dcodelab1 ', min_size=1, max_size=60).map(str.encode))
def test_no_body_is_a_server_error(caller: Caller, raw: bytes) -> None:
    answer = caller.call("POST", "me/authenticators/totp/x/confirm", raw=raw)
    assert answer.status_code in {400, 404}
    assert answer.headers["Content-Type"] == "application/problem+json"
