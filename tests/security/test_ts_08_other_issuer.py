"""TS-08: signed by our key, but by its own word for another issuer or person. Source: GHSA-75c5; RFC 9068 §4."""

from typing import Any

import pytest

from tests.factories.oidc import make_party
from tests.security.forgery import forged
from tests.security.grants import accepted_nowhere

pytestmark = pytest.mark.django_db
ISSUER = "http://localhost:8000"


@pytest.mark.spec("RFC 9068", "4", "MUST")
@pytest.mark.parametrize(
    "issuer",
    [
        f"{ISSUER}/",
        "http://localhost:8001",
        "http://localhost",
        "https://localhost:8000",
        ISSUER.upper(),
        [ISSUER],
        ISSUER[:-1],
        f"{ISSUER}0",
        f" {ISSUER}",
        f"{ISSUER}\n",
        "http://localhost:8000@evil.example",
        {"iss": ISSUER},
        "",
        None,
        0,
    ],
    ids=repr,
)
def test_it_is_refused(issuer: Any) -> None:
    accepted_nowhere(forged(make_party().sign_in()["access_token"], iss=issuer))


@pytest.mark.parametrize("claim", ["sub", "client_id", "gid"])
def test_a_claim_that_contradicts_the_grant_is_refused(claim: str) -> None:
    token = make_party().sign_in()["access_token"]
    for value in ("somebody else", "", None, 1, [], {}):
        accepted_nowhere(forged(token, **{claim: value}))
