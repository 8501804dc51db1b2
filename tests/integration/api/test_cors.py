"""Which browser apps may read the API. Spec: Fetch Standard §3.2. Attack: AP-11."""

from typing import Any

import pytest

from tests.factories.account_api import ORIGIN, make_caller, make_client

pytestmark = pytest.mark.django_db
PREFLIGHT: dict[str, Any] = {
    "authorization": "",
    "access-control-request-method": "POST",
    "access-control-request-headers": "authorization",
}


def test_a_preflight_of_a_registered_origin() -> None:
    answer = make_caller().call("OPTIONS", "me/recovery-codes", origin=ORIGIN, **PREFLIGHT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    allowed = answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"authorization", "content-type", "traceparent"} <= set(allowed) and "*" not in allowed
    assert "Origin" in answer.headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "",
        "*",
        "http://localhost:517",
        "http://localhost:51733",
        "http://LOCALHOST:5173",
        f"{ORIGIN}/",
        f"{ORIGIN} https://other.example",
    ],
)
def test_other_origins_get_405_and_no_word_about_cors(origin: str) -> None:
    make_client(allowed_origins=f"{ORIGIN} https://other.example")
    answer = make_caller().call("OPTIONS", "me", origin=origin, **PREFLIGHT)
    assert answer.status_code == 405
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


def test_options_that_is_no_preflight_is_405() -> None:
    assert make_caller().call("OPTIONS", "me", origin=ORIGIN).status_code == 405
    assert make_caller().call("OPTIONS", "me").status_code == 405


def test_the_origin_of_a_disabled_client_is_not_registered() -> None:
    caller = make_caller()
    make_client(allowed_origins="https://gone.example", enabled=False)
    assert caller.call("OPTIONS", "me", origin="https://gone.example", **PREFLIGHT).status_code == 405


def test_an_answer_is_readable_by_the_origin_of_the_token_s_client_only() -> None:
    caller = make_caller()
    make_client(allowed_origins="https://other.example")
    own = caller.call("GET", "me", origin=ORIGIN)
    assert own.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert own.headers["Access-Control-Expose-Headers"] == "WWW-Authenticate, Retry-After, X-Request-Id"
    foreign = caller.call("GET", "me", origin="https://other.example")
    assert foreign.status_code == 200
    assert "Access-Control-Allow-Origin" not in foreign.headers
    assert "Origin" in own.headers["Vary"] and "Origin" in foreign.headers["Vary"]


def test_an_app_can_read_why_its_token_was_refused() -> None:
    caller = make_caller()
    caller.token = "expired"
    answer = caller.call("GET", "me", origin=ORIGIN)
    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "WWW-Authenticate" in answer.headers["Access-Control-Expose-Headers"]
