"""Tokens are accepted at one door each, under our keys, as their own type. Attack cases TS-01 to TS-12."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from joserfc import jwk, jwt

from idp.clients import registry
from idp.core import clock
from idp.oidc import keys, store, tokens
from idp.oidc.models import Grant, SigningKey
from idp.oidc.store import GrantRow
from idp.protocol import rfc7515_jws as jws
from idp.protocol.errors import OAuthError
from tests.factories.oidc import access_token, claims_of, make_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def row() -> GrantRow:
    party = make_party()
    party.sign_in()
    found = store.load_by_handle(Grant.objects.get().handle)
    assert found is not None
    return found


@pytest.fixture
def fresh_ring() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()


@pytest.fixture
def token(row: GrantRow) -> str:
    return access_token(Grant.objects.get())


def _signed(header: dict[str, Any], claims: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    parts = [jws.base64url(json.dumps(part).encode()) for part in (header, claims)]
    message = ".".join(parts).encode()
    return jws.compact(message, sign(message))


def _refused(token: str) -> None:
    with pytest.raises(OAuthError) as caught:
        tokens.verify_access_token(token)
    assert (caught.value.error, caught.value.status) == ("invalid_token", 401)


@pytest.mark.spec("RFC 9068", "2.2", "MUST")
def test_an_access_token_has_the_claims_of_its_profile(token: str, row: GrantRow) -> None:
    header = json.loads(base64.urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "=="))
    assert header == {"alg": "ES256", "kid": keys.signer("ES256").kid, "typ": "at+jwt"}
    claims = claims_of(token)
    assert claims["iss"] == claims["aud"] == settings.IDP.public_url
    assert claims["exp"] - claims["iat"] == 300
    assert (claims["sub"], claims["client_id"], claims["scope"], claims["acr"]) == (row.sub, row.client_id, "openid", "mfa")
    assert claims["auth_time"] == clock.to_unix(row.authenticated_at)
    assert tokens.verify_access_token(token) == claims


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "", "HS256", "RS256", "EdDSA", "ES384", "es256"])
def test_the_header_does_not_choose_the_algorithm(token: str, alg: str) -> None:  # TS-01
    claims, signature = claims_of(token), jws.parse(token).signature
    header = {"alg": alg, "kid": keys.signer("ES256").kid, "typ": "at+jwt"}
    _refused(_signed(header, claims, lambda _: signature))
    _refused(_signed(header, claims, keys.signer("ES256").sign))
    parts = _signed(header, claims, lambda _: b"x").split(".")
    _refused(".".join([*parts[:2], ""]))


@pytest.mark.spec("RFC 8725", "3.1", "MUST")
@pytest.mark.parametrize("prefix", [b"", b"\n", b" ", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("encoding", ["PEM", "DER", "JWK"])
def test_a_public_key_is_no_secret(token: str, prefix: bytes, encoding: str) -> None:  # TS-02
    key = keys.signer("ES256")
    secret = (
        json.dumps(key.public_jwk).encode() if encoding == "JWK" else getattr(key.jwk, f"as_{encoding.lower()}")(private=False)
    )
    header = {"alg": "HS256", "kid": key.kid, "typ": "at+jwt"}
    _refused(_signed(header, claims_of(token), lambda message: hmac.new(prefix + secret, message, hashlib.sha256).digest()))


@pytest.mark.parametrize("kid", ["unknown", "../../dev/null", "' or 1=1--", "\0", "k" * 6000, ""])
def test_a_foreign_kid_is_refused(token: str, kid: str) -> None:  # TS-03
    _refused(_signed({"alg": "ES256", "kid": kid, "typ": "at+jwt"}, claims_of(token), keys.signer("ES256").sign))


def test_a_foreign_key_is_refused_under_our_kid(token: str) -> None:  # TS-04
    foreign = jwk.ECKey.generate_key("P-256")
    header = {"alg": "ES256", "kid": keys.signer("ES256").kid, "typ": "at+jwt"}
    _refused(jwt.encode(header, claims_of(token), foreign))
    _refused(jwt.encode(header | {"jwk": foreign.as_dict(private=False)}, claims_of(token), foreign))


@pytest.mark.spec("RFC 9068", "2.1", "MUST")
def test_each_type_is_accepted_at_its_door_only(row: GrantRow, token: str) -> None:  # TS-06
    client = registry.get(row.client_id)
    assert client is not None
    id_token = tokens.id_token(client, row, clock.now(), access_token=token, nonce="", claims={})
    logout_token = tokens.logout_token(client, sub=row.sub, sid=row.sid)
    _refused(id_token)
    _refused(logout_token)
    hint = tokens.id_token_hint(id_token)
    assert hint is not None
    assert hint["sub"] == row.sub
    assert tokens.id_token_hint(token) is None
    assert tokens.id_token_hint(logout_token) is None


@pytest.mark.parametrize(
    "change",
    [
        {"aud": None},
        {"aud": 1},
        {"jti": ""},
        {"jti": None},
        {"client_id": 3},
        {"scope": []},
        {"gid": 1},
        {"iss": "http://localhost:8000/"},
        {"exp": "9999999999"},
    ],
)
def test_a_token_signed_by_us_with_odd_claims_is_refused(token: str, change: dict[str, Any]) -> None:  # TS-08, TS-09
    header = {"alg": "ES256", "kid": keys.signer("ES256").kid, "typ": "at+jwt"}
    _refused(_signed(header, claims_of(token) | change, keys.signer("ES256").sign))


def test_a_zero_signature_is_refused(token: str) -> None:  # TS-12
    _refused(token.rpartition(".")[0] + "." + jws.base64url(bytes(64)))


def test_every_bit_of_the_token_counts(token: str) -> None:
    for position in range(0, len(token), 7):
        other = "A" if token[position] != "A" else "B"
        _refused(token[:position] + other + token[position + 1 :])


def test_an_access_token_ends(token: str) -> None:
    with time_machine.travel(clock.now() + timedelta(seconds=301)):
        _refused(token)


def test_a_retired_key_serves_hints_but_no_access(fresh_ring: None) -> None:
    answer = make_party().sign_in()
    SigningKey.objects.update(state="retired", active_alg=None)
    keys.forget()
    _refused(answer["access_token"])
    assert tokens.id_token_hint(answer["id_token"]) is not None
    SigningKey.objects.update(state="compromised")
    keys.forget()
    assert tokens.id_token_hint(answer["id_token"]) is None


@pytest.mark.spec("OpenID Connect Core", "3.1.3.6", "MUST")
@pytest.mark.parametrize(("alg", "digest"), [("RS256", hashlib.sha256), ("ES256", hashlib.sha256), ("EdDSA", hashlib.sha512)])
def test_an_id_token_is_signed_as_the_client_registered(alg: str, digest: Callable[[bytes], Any]) -> None:
    party = make_party(id_token_signed_response_alg=alg)
    answer = party.sign_in(nonce="n" * 43)
    header = json.loads(base64.urlsafe_b64decode(answer["id_token"].split(".")[0] + "=="))
    assert (header["alg"], header["kid"]) == (alg, keys.signer(alg).kid)
    claims = claims_of(answer["id_token"])
    octets = digest(answer["access_token"].encode()).digest()
    assert claims["at_hash"] == jws.base64url(octets[: len(octets) // 2])
    assert set(claims) == {"iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "at_hash", "nonce"}
    assert (claims["aud"], claims["nonce"]) == (party.client.client_id, "n" * 43)


@pytest.mark.spec("OpenID Connect Back-Channel Logout", "2.4", "MUST")
def test_a_logout_token_has_its_event_and_no_nonce(row: GrantRow) -> None:
    client = registry.get(row.client_id)
    assert client is not None
    claims = claims_of(tokens.logout_token(client, sub=row.sub, sid=row.sid))
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert claims["exp"] - claims["iat"] == 120
    assert set(claims) == {"iss", "aud", "iat", "exp", "jti", "sub", "sid", "events"}


def test_a_refresh_token_names_its_grant_and_generation() -> None:
    handle = "h" * 22
    assert tokens.read_refresh_token(tokens.refresh_token(handle, 7)) == (handle, 7)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t[:-1],
        lambda t: t + "A",
        lambda t: t * 2,
        lambda t: f'"{t}"',
        lambda t: t + "\n",
        lambda t: t.replace(".7.", ".8."),
        lambda t: t.replace(".7.", ".07."),
        lambda t: t.replace("h", "i", 1),
        lambda t: t.upper(),
        lambda t: t.removeprefix("rt_"),
        lambda t: "",
    ],
)
def test_a_changed_refresh_token_is_none(change: Callable[[str], str]) -> None:  # RT-15
    assert tokens.read_refresh_token(change(tokens.refresh_token("h" * 22, 7))) is None


def test_refresh_tokens_outlive_a_change_of_the_active_ring_key(settings: Any) -> None:
    old = tokens.refresh_token("h" * 22, 1)
    ring = {"new": b"n" * 32} | settings.IDP.encryption_keys
    settings.IDP = settings.IDP.model_copy(update={"encryption_keys": ring})
    assert tokens.refresh_token("h" * 22, 1) != old
    assert tokens.read_refresh_token(old) == ("h" * 22, 1)
    settings.IDP = settings.IDP.model_copy(update={"encryption_keys": {"new": b"n" * 32}})
    assert tokens.read_refresh_token(old) is None
