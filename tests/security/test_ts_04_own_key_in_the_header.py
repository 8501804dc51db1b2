"""TS-04: a token that brings its own key, or says where to fetch it. Source: ASVS 9.1.3; Authlib 1.6.9."""

import socket
from typing import Any

import pytest
from joserfc import jwk

from idp.oidc import keys
from tests.factories.oidc import make_party
from tests.security.forgery import forged
from tests.security.grants import accepted_nowhere

pytestmark = pytest.mark.django_db
ATTACKER = jwk.ECKey.generate_key("P-256")
PUBLIC: Any = ATTACKER.as_dict(private=False)


def by_the_attacker(message: bytes) -> bytes:
    return keys._algorithm("ES256").sign(message, ATTACKER)


@pytest.mark.spec("RFC 8725", "3.10", "MUST")
@pytest.mark.parametrize("kid", ["ours", "theirs"])
@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c", "none of them"])
def test_it_is_refused_and_nothing_is_fetched(member: str, kid: str, monkeypatch: pytest.MonkeyPatch) -> None:
    token = make_party().sign_in()["access_token"]
    fetched: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: [fetched.append(args)])
    monkeypatch.setattr(socket.socket, "connect", lambda *args: fetched.append(args))
    values = {"jwk": PUBLIC, "jku": "https://evil.example/jwks", "x5u": "https://evil.example/cert", "x5c": ["MIIB"]}
    header = {"kid": keys.signer("ES256").kid if kid == "ours" else str(PUBLIC.get("kid", "k"))}
    header |= {member: values[member]} if member in values else {}
    accepted_nowhere(forged(token, by_the_attacker, header=header))
    assert not fetched


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c"])
def test_such_a_member_is_refused_even_under_our_signature(member: str) -> None:
    token = make_party().sign_in()["access_token"]
    accepted_nowhere(forged(token, header={member: PUBLIC if member == "jwk" else "https://evil.example"}))
