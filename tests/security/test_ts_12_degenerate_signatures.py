"""TS-12: signatures that a careless verifier accepts for any message. Source: CVE-2022-21449."""

import pytest

from idp.oidc import keys
from tests.factories.oidc import make_party
from tests.security.forgery import forged, signature_of
from tests.security.grants import accepted_nowhere

pytestmark = pytest.mark.django_db
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
SIGNATURES = {
    "zeros": bytes(64),
    "r and s the order": ORDER.to_bytes(32) * 2,
    "r zero": bytes(32) + (1).to_bytes(32),
    "s zero": (1).to_bytes(32) + bytes(32),
    "ones": (1).to_bytes(32) * 2,
    "empty": b"",
    "short": bytes(63),
    "long": bytes(65),
    "DER of zeros": bytes.fromhex("3006020100020100"),
    "all bits": b"\xff" * 64,
}


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_it_verifies_nothing(signature: bytes) -> None:
    accepted_nowhere(forged(make_party().sign_in()["access_token"], lambda _: signature))


@pytest.mark.parametrize("alg", ["EdDSA", "RS256"])
@pytest.mark.parametrize("signature", [bytes(64), b"\x01" + bytes(63), bytes(256), b"\x00\x01" + b"\xff" * 254], ids=len)
def test_nor_under_the_keys_of_other_algorithms(alg: str, signature: bytes) -> None:
    assert not keys.signer(alg).verifies(b"message", signature)


def test_a_signature_belongs_to_its_message() -> None:
    first, second = (make_party().sign_in()["access_token"] for _ in range(2))
    accepted_nowhere(forged(first, lambda _: signature_of(second)))
    accepted_nowhere(forged(first, lambda _: signature_of(first), scope="openid email"))
