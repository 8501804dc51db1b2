"""TS-01: an access token that names no algorithm, or another than its key's. Source: ASVS 9.1.2; RFC 8725 §3.1."""

from typing import Any

import pytest

from tests.factories.oidc import make_party
from tests.security.forgery import by_us, forged, signature_of
from tests.security.grants import accepted_nowhere, good

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 8725", "3.2", "MUST")
@pytest.mark.parametrize(
    "alg", ["none", "None", "nOnE", "NONE", "", None, [], ["ES256"], 0, "es256", "ES256 ", "ES384", "RS256", "HS256"], ids=repr
)
def test_it_is_refused_unsigned_with_the_old_signature_and_with_our_own(alg: Any) -> None:
    party = make_party()
    tokens = party.sign_in()
    token, header = tokens["access_token"], {"alg": alg}
    for sign in (lambda _: b"", lambda _: signature_of(token), by_us("ES256"), by_us("RS256")):
        accepted_nowhere(forged(token, sign, header=header))
    good(party, tokens)
