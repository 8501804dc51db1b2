"""Issuer, subject and times of a JWT, without coercion."""

from typing import Any

import pytest

from idp.protocol.rfc7519_jwt import LEEWAY_SECONDS, ClaimsError, audience, check

ISSUER, NOW = "https://idp.example", 1_800_000_000
GOOD: dict[str, Any] = {"iss": ISSUER, "sub": "s", "exp": NOW + 1, "iat": NOW}


def test_good_claims_pass() -> None:
    check(GOOD, issuer=ISSUER, now=NOW)
    check(GOOD | {"nbf": NOW + LEEWAY_SECONDS, "iat": NOW + LEEWAY_SECONDS}, issuer=ISSUER, now=NOW)
    assert audience({"aud": "a"}) == ("a",)


@pytest.mark.spec("RFC 9068", "4", "MUST")
@pytest.mark.parametrize(
    "issuer", ["https://idp.example/", "https://idp.example:8443", [ISSUER], "https://idp", None, "", ISSUER.upper()]
)
def test_another_issuer_is_refused(issuer: object) -> None:  # TS-08
    with pytest.raises(ClaimsError):
        check(GOOD | {"iss": issuer}, issuer=ISSUER, now=NOW)


@pytest.mark.spec("RFC 7519", "4.1.4", "MUST")
@pytest.mark.parametrize(
    "change",
    [
        {"exp": NOW},
        {"exp": str(NOW + 9)},
        {"exp": NOW + 9.5},
        {"exp": -1},
        {"exp": True},
        {"exp": None},
        {"exp": float("inf")},
        {"nbf": NOW + 61},
        {"nbf": "0"},
        {"nbf": None},
        {"iat": NOW + 86400},
        {"iat": None},
        {"sub": ""},
        {"sub": 1},
        {"sub": None},
    ],
)
def test_wrong_times_and_types_are_refused(change: dict[str, Any]) -> None:  # TS-09
    with pytest.raises(ClaimsError):
        check(GOOD | change, issuer=ISSUER, now=NOW)


@pytest.mark.parametrize("name", ["exp", "iat", "sub", "iss"])
def test_each_claim_is_needed(name: str) -> None:
    with pytest.raises(ClaimsError):
        check({claim: value for claim, value in GOOD.items() if claim != name}, issuer=ISSUER, now=NOW)


def test_an_expired_token_passes_only_where_that_is_said() -> None:
    old = GOOD | {"exp": NOW - 999}
    check(old, issuer=ISSUER, now=NOW, allow_expired=True)
    with pytest.raises(ClaimsError):
        check(old, issuer=ISSUER, now=NOW)


@pytest.mark.parametrize("aud", [None, [], [1], {}, 1, ["a", None]])
def test_a_malformed_audience_is_refused(aud: object) -> None:
    with pytest.raises(ClaimsError):
        audience({"aud": aud})
