"""S256, with the vector of RFC 7636 appendix B."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.protocol.rfc7636_pkce import challenge_of, is_challenge, is_verifier, verifies

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


@pytest.mark.spec("RFC 7636", "B", "MUST")
def test_the_vector_of_the_specification() -> None:
    assert challenge_of(VERIFIER) == CHALLENGE
    assert verifies(VERIFIER, CHALLENGE)


@pytest.mark.spec("RFC 7636", "4.6", "MUST")
@given(st.text(UNRESERVED, min_size=43, max_size=128), st.text(UNRESERVED, min_size=43, max_size=128))
def test_only_the_verifier_behind_the_challenge_verifies(one: str, other: str) -> None:
    assert verifies(one, challenge_of(one))
    assert verifies(other, challenge_of(one)) == (one == other)


@pytest.mark.parametrize(
    "text", ["", "a" * 42, "a" * 129, "a" * 42 + " ", "a" * 42 + "é", "a" * 42 + "=", "a" * 43 + "\n", CHALLENGE + "+"]
)
def test_a_malformed_verifier_never_verifies(text: str) -> None:
    assert not is_verifier(text)
    assert not verifies(text, CHALLENGE)


def test_the_challenge_is_no_verifier_of_itself() -> None:  # PK-07: no downgrade to plain
    assert not verifies(CHALLENGE, CHALLENGE)


@pytest.mark.spec("RFC 7636", "4.2", "MUST")
@pytest.mark.parametrize(
    "text", ["", "a" * 42, "a" * 44, "a" * 129, "a" * 42 + "=", "a" * 42 + " ", "a" * 42 + "~", "a" * 43 + "\n"]
)
def test_a_malformed_challenge_is_refused(text: str) -> None:  # PK-04
    assert not is_challenge(text)
    assert is_challenge(CHALLENGE)
