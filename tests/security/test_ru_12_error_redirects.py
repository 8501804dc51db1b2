"""RU-12: a second error never makes an unregistered address one to redirect to. Authlib 1.6.10; DOT #1719."""

from typing import Any

import pytest

from tests.rp import Browser
from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
SECOND_ERRORS: dict[str, dict[str, Any]] = {
    "unknown scope": {"scope": "openid root"},
    "no scope": {"scope": None},
    "bad response_type": {"response_type": "token"},
    "no response_type": {"response_type": None},
    "prompt=none": {"prompt": "none"},
    "prompts that exclude each other": {"prompt": "none login"},
    "malformed claims": {"claims": "{"},
    "missing PKCE": {"code_challenge": None, "code_challenge_method": None},
    "plain PKCE": {"code_challenge_method": "plain"},
    "request object": {"request": "e30.e30."},
    "request_uri": {"request_uri": "https://evil.example/request"},
    "bad max_age": {"max_age": "-1"},
    "form_post": {"response_mode": "form_post", "scope": "root"},
    "unknown response_mode": {"response_mode": "jwt"},
    "foreign id_token_hint": {"id_token_hint": "e30.e30.e30"},
    "unknown resource": {"resource": "https://evil.example/api"},
}


@pytest.mark.parametrize("wrong", SECOND_ERRORS.values(), ids=SECOND_ERRORS.keys())
@pytest.mark.parametrize("has_session", [True, False], ids=["signed in", "nobody"])
def test_the_address_is_judged_first(wrong: dict[str, Any], has_session: bool) -> None:
    alice = signed_in()
    browser = alice.browser if has_session else Browser()
    error_page(alice.rp.begin(redirect_uri="https://evil.example/cb", **wrong).open(browser))
    nothing_issued()


def test_an_unknown_client_is_told_nothing_at_all() -> None:
    alice = signed_in()
    error_page(alice.ask(client_id="nobody", prompt="none"), "unauthorized_client")
    nothing_issued()
