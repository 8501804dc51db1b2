"""The Authorization header and the challenge. Spec: RFC 6750 §2.1, §3; RFC 9470 §3."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.errors import OAuthError
from idp.protocol.rfc6750_bearer import challenge, token_of
from idp.protocol.rfc9470_step_up import StepUpRequired

CHALLENGE = re.compile(r'Bearer ([a-z_]+="[^"\\]*"(, )?)+')


@pytest.mark.spec("RFC 6750", "2.1", "MUST")
@pytest.mark.parametrize("header", ["Bearer abc.def", "bearer abc.def", "BEARER abc.def", "Bearer  abc.def"])
def test_the_scheme_is_case_insensitive(header: str) -> None:
    assert token_of(header) == "abc.def"


def test_no_header_is_no_token() -> None:
    assert token_of(None) is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer a b",
        "BearerX abc",
        "Bearerabc",
        "Basic abc",
        "Bearer a, Bearer b",
        "Bearer a,b",
        "Bearer \x00",
        "Bearer é",
        " Bearer abc",
        "Bearer abc\n",
        "Bearer =",
        "Bearer " + "a" * 9000,
    ],
)
def test_a_malformed_header_is_an_invalid_request(header: str) -> None:
    with pytest.raises(OAuthError) as refused:
        token_of(header)
    assert (refused.value.error, refused.value.status) == ("invalid_request", 400)


@given(st.text(max_size=60))
def test_any_header_is_a_token_or_a_refusal(header: str) -> None:
    try:
        found = token_of(header)
    except OAuthError:
        return
    assert found is not None and header.lower().startswith("bearer ") and header.endswith(found)


@pytest.mark.spec("RFC 6750", "3.1", "SHOULD")
def test_without_credentials_the_challenge_names_no_error() -> None:
    assert challenge("https://id.example/api") == 'Bearer realm="https://id.example/api"'


@pytest.mark.spec("RFC 9470", "3", "MUST")
def test_a_step_up_challenge_names_what_would_do() -> None:
    error = StepUpRequired(acr_values="mfa", max_age_seconds=600)
    assert error.status == 401
    assert challenge("r", error, **error.attributes()) == (
        'Bearer realm="r", error="insufficient_user_authentication", '
        'error_description="A more recent or stronger authentication of the person is required.", '
        'acr_values="mfa", max_age="600"'
    )


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_challenge_is_well_formed_whatever_it_quotes(realm: str, scope: str) -> None:
    value = challenge(f"r{realm}", OAuthError("invalid_token"), scope=scope)
    assert CHALLENGE.fullmatch(value) and "\n" not in value
