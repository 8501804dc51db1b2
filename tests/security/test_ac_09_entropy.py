"""AC-09: codes are random: 256 bits, no two alike, incompressible, and stored only as digests. RFC 6749 §10.10."""

import base64
import hashlib
import zlib

import pytest
from oauthlib.common import Request

from idp.oidc.engine.server import Server
from idp.oidc.models import Grant
from tests.security.signed_in import signed_in

COUNT = 10_000


@pytest.mark.spec("RFC 6749", "10.10", "MUST")
def test_ten_thousand_codes() -> None:
    grant, request = Server().code_grant, Request("https://engine.invalid/")
    codes = [grant.create_authorization_code(request)["code"] for _ in range(COUNT)]
    octets = b"".join(base64.urlsafe_b64decode(code + "=" * (-len(code) % 4)) for code in codes)
    assert len(set(codes)) == COUNT
    assert len(octets) == COUNT * 32
    assert len(zlib.compress(octets, 9)) >= len(octets)


@pytest.mark.django_db
def test_the_code_that_leaves_is_one_of_them_and_only_its_digest_stays() -> None:
    _, code = signed_in().code()
    assert len(base64.urlsafe_b64decode(code + "=")) == 32
    (row,) = Grant.objects.values()
    assert row["code_hash"] == hashlib.sha256(code.encode()).hexdigest()
    assert not any(code in str(value) for value in row.values())
