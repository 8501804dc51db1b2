"""TS-02: an HMAC made with our public key, which everybody has. Source: CVE-2022-29217, CVE-2024-33663, CVE-2026-114615."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from idp.oidc import keys
from tests.factories.oidc import make_party
from tests.security.forgery import forged
from tests.security.grants import accepted_nowhere

pytestmark = pytest.mark.django_db


def spellings(alg: str) -> list[bytes]:
    """The public key of ``alg`` as libraries spell it."""
    key = keys.signer(alg)
    pem = key.jwk.as_pem(private=False)
    members = dict(key.public_jwk)
    published = [json.dumps(members), json.dumps(members, separators=(",", ":")), json.dumps({"keys": [members]})]
    prefixed = [prefix + pem for prefix in (b"", b"\n", b" ", b"\xef\xbb\xbf")]
    return [*prefixed, pem.strip(), key.jwk.as_der(private=False), *(text.encode() for text in published)]


@pytest.mark.spec("RFC 8725", "3.1", "MUST")
@pytest.mark.parametrize("alg", ["ES256", "RS256", "EdDSA"])
@pytest.mark.parametrize(("hmac_alg", "digest"), [("HS256", hashlib.sha256), ("HS512", hashlib.sha512)])
def test_no_spelling_of_the_key_is_a_secret(alg: str, hmac_alg: str, digest: Any) -> None:
    token = make_party().sign_in()["access_token"]
    for secret in spellings(alg):
        header = {"alg": hmac_alg, "kid": keys.signer(alg).kid}
        accepted_nowhere(
            forged(token, lambda message, secret=secret: hmac.new(secret, message, digest).digest(), header=header)
        )
