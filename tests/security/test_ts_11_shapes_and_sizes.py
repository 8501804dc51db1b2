"""TS-11: encrypted, compressed, huge and misshapen tokens are refused early. Source: CVE-2024-33664; Authlib 1.6.5."""

import json
import time
import tracemalloc
import zlib

import pytest

from idp.protocol import rfc7515_jws as jws
from idp.protocol.rfc7515_jws import JwsError, base64url
from tests.factories.oidc import make_party
from tests.security.grants import accepted_nowhere, introspected

pytestmark = pytest.mark.django_db
BOMB = base64url(zlib.compress(b"{" + b" " * 50_000_000))[:5000]
JWE = ".".join([base64url(b'{"alg":"dir","enc":"A256GCM","zip":"DEF"}'), "", base64url(bytes(12)), BOMB, base64url(bytes(16))])
SHAPES = {
    "JWE": JWE,
    "zip": f"{base64url(b'{}')}.{BOMB}.AAAA",
    "empty parts": "..",
    "dots": "." * 8000,
    "two parts": "eyJ9.eyJ9",
    "four parts": "eyJ9.eyJ9.AAAA.AAAA",
    "padding": f"{base64url(b'{}')}==.eyJ9.AAAA",
    "deep": f"{base64url(b'[' * 2000)}.{base64url(b'[' * 3500)}.AAAA",
    "not an object": f"{base64url(b'[]')}.{base64url(b'null')}.AAAA",
}


@pytest.mark.parametrize("token", SHAPES.values(), ids=SHAPES)
def test_it_is_refused(token: str) -> None:
    if token.strip(".") and "=" not in token:
        accepted_nowhere(token)
    else:
        assert make_party().userinfo(token).status_code in {400, 401}
        assert introspected(token) == {"active": False}


@pytest.mark.parametrize("token", [*SHAPES.values(), "a" * 1_048_576, "." * 20_000, "a." * 10_000, "eyJ9." * 3 + "A" * 8200])
def test_it_costs_neither_time_nor_memory(token: str) -> None:
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(JwsError):
        jws.parse(token)
    elapsed, (_, peak) = time.process_time() - started, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert elapsed < 0.05
    assert peak < 1_000_000


@pytest.mark.parametrize("length", [8193, 65_000, 1_048_576])
def test_a_long_token_is_refused_at_the_doors(length: int) -> None:
    party = make_party("s3cret")
    assert party.userinfo("a" * length).status_code == 400
    answer = party.post("introspect", {"token": "a" * length})
    assert answer.status_code in {400, 413}
    assert json.loads(answer.content)["error"] == "invalid_request"
