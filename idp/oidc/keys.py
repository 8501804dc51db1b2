"""Signing keys: made, sealed, published before use, rotated, and parsed once per process.

A process keeps the parsed keys for ten seconds, so that a compromised key leaves every node within that time. The algorithm
is a property of the key's row: nothing that a token says about itself chooses it. Spec: RFC 7517; RFC 7638; RFC 8725 §3.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

import structlog
from django.conf import settings
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Exists, OuterRef
from joserfc import jwk
from joserfc.jws import JWSRegistry

from idp.audit.events import Action, record
from idp.clients.models import Client
from idp.core import clock, keyring
from idp.oidc.models import SigningKey

ALGS = ("RS256", "ES256", "EdDSA")
ALWAYS_USED = frozenset({"RS256", "ES256"})  # the default of ID tokens, and access tokens
JWKS_MAX_AGE = timedelta(minutes=5)
PUBLISH_BEFORE_USE = JWKS_MAX_AGE + timedelta(minutes=5)
RELOAD_AFTER = timedelta(seconds=10)
RELOAD_FOR_UNKNOWN_AFTER = timedelta(seconds=1)
PUBLISHED = ("pending", "active", "retiring")


class _Algorithm(Protocol):
    def sign(self, msg: bytes, key: Any) -> bytes: ...
    def verify(self, msg: bytes, sig: bytes, key: Any) -> bool: ...


@dataclass(frozen=True)
class Key:
    """A parsed key pair with the algorithm of its row."""

    kid: str
    alg: str
    state: str
    jwk: Any
    public_jwk: Mapping[str, Any]

    def sign(self, message: bytes) -> bytes:
        """The signature over ``message``."""
        return _algorithm(self.alg).sign(message, self.jwk)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether ``signature`` over ``message`` is this key's."""
        return bool(_algorithm(self.alg).verify(message, signature, self.jwk))


@dataclass(frozen=True)
class _Ring:
    loaded_at: datetime
    by_kid: Mapping[str, Key]
    active: Mapping[str, Key]
    used: frozenset[str]  # the algorithms that something is signed with


log = structlog.get_logger("idp.oidc")
_lock = threading.Lock()
_cached: _Ring | None = None


def ensure() -> None:
    """Make an active key for each algorithm that has none; of two processes at once, one makes it."""
    missing = set(ALGS) - set(SigningKey.objects.filter(state="active").values_list("alg", flat=True))
    for alg in sorted(missing):
        try:
            with transaction.atomic():
                _create(alg, state="active")
        except IntegrityError:
            continue  # another process was first; its key is as good
    if missing:
        forget()


def signer(alg: str) -> Key:
    """The active key of ``alg``; the first ever needed is made here."""
    key = _ring().active.get(alg)
    if alg not in _ring().used:
        forget()  # a client was registered for it a moment ago: it is published from now on
    if key is None:
        ensure()
        forget()  # another process may have made it since this one looked
        key = _ring().active[alg]
    return key


def find(kid: str) -> Key | None:
    """The key of a ``kid``, retired ones included, at most one look-up; the caller judges its state."""
    key = _ring().by_kid.get(kid)
    return key or _ring(RELOAD_FOR_UNKNOWN_AFTER).by_kid.get(kid)


def public_jwks() -> dict[str, Any]:
    """The published keys, in the order of ``ALGS``: RSA first, since old clients refuse a set that begins with what they do
    not know, and of each algorithm only while something is signed with it. Spec: RFC 7517 §5.
    """
    ring = _ring()
    published = [key for key in ring.by_kid.values() if key.state in PUBLISHED and key.alg in ring.used]
    return {"keys": [dict(key.public_jwk) for key in sorted(published, key=lambda key: ALGS.index(key.alg))]}


def forget() -> None:
    """Drop the parsed keys of this process."""
    global _cached  # noqa: PLW0603 - the one cache of this module
    _cached = None


@transaction.atomic
def rotate(algs: Sequence[str] = ALGS, *, actor: str = "operator") -> list[str]:
    """Publish a new key per algorithm; it signs by itself ten minutes later, when every client's copy of the JWKS has it.

    An algorithm whose next key waits already gets no other. Returns the new kids.
    """
    waiting = set(SigningKey.objects.filter(state="pending").values_list("alg", flat=True))
    created = [_create(alg, state="pending").kid for alg in algs if alg not in waiting]
    for kid in created:
        record(Action.KEY_ROTATE, actor=actor, detail={"kid": kid, "state": "pending"})
    transaction.on_commit(forget)
    return created


@transaction.atomic
def compromise(kid: str, *, actor: str = "operator") -> str:
    """Emergency: un-publish a key at once, refuse its tokens, and sign with a new one. Returns the new kid."""
    lost = SigningKey.objects.get(kid=kid)
    SigningKey.objects.filter(pk=lost.pk).update(state="compromised", active_alg=None, retired_at=clock.now())
    record(Action.KEY_ROTATE, actor=actor, reason="compromised", detail={"kid": kid, "state": "compromised"})
    transaction.on_commit(forget)
    if SigningKey.objects.filter(active_alg=lost.alg).exists():
        return ""
    return str(_create(lost.alg, state="active").kid)


def advance() -> None:
    """Take the steps whose time has come: a published key begins to sign, a superseded one is no longer published."""
    moment = clock.now()
    for key in SigningKey.objects.filter(state="pending", created_at__lte=moment - PUBLISH_BEFORE_USE).order_by("pk"):
        with transaction.atomic():
            SigningKey.objects.filter(active_alg=key.alg).update(state="retiring", active_alg=None, retired_at=moment)
            started = SigningKey.objects.filter(pk=key.pk, state="pending").update(
                state="active", active_alg=key.alg, activated_at=moment
            )
            if started != 1:
                transaction.set_rollback(True)  # another process took the step
                continue
            record(Action.KEY_ROTATE, actor="system", detail={"kid": key.kid, "state": "active"})
    SigningKey.objects.filter(state="retiring", retired_at__lte=moment - _kept()).update(state="retired")


def _ring(max_age: timedelta = RELOAD_AFTER) -> _Ring:
    global _cached  # noqa: PLW0603
    ring, moment = _cached, clock.now()
    if ring is not None and abs(moment - ring.loaded_at) < max_age:
        return ring
    with _lock:
        if _cached is ring or _cached is None:
            _cached = _reload(moment, ring)
        return _cached


def _reload(moment: datetime, previous: _Ring | None) -> _Ring:
    try:
        return _load(moment, previous)
    except DatabaseError as error:
        if previous is None:
            raise
        log.warning("signing keys not reloaded", error=type(error).__name__)  # the JWKS is served while the database restarts
        return previous


def _load(moment: datetime, previous: _Ring | None) -> _Ring:
    registered = Exists(Client.objects.filter(id_token_signed_response_alg=OuterRef("alg")))
    stored = SigningKey.objects.exclude(state="compromised").annotate(is_registered=registered).order_by("pk")
    rows = list(stored)
    if any(_is_due(row, moment) for row in rows):
        advance()
        rows = list(stored.all())
    known = previous.by_kid if previous else {}
    by_kid = {row.kid: _parse(row, known.get(row.kid)) for row in rows}
    active = {key.alg: key for key in by_kid.values() if key.state == "active"}
    return _Ring(moment, by_kid, active, ALWAYS_USED | {row.alg for row in rows if row.is_registered})


def _is_due(row: SigningKey, moment: datetime) -> bool:
    is_superseded = row.state == "retiring" and row.retired_at is not None and row.retired_at <= moment - _kept()
    return is_superseded or (row.state == "pending" and row.created_at <= moment - PUBLISH_BEFORE_USE)


def _kept() -> timedelta:
    """How long a superseded key stays published: until the longest token that it signed has expired."""
    return max(settings.IDP.id_token_lifetime, settings.IDP.access_token_lifetime) + PUBLISH_BEFORE_USE


def _parse(row: SigningKey, parsed: Key | None) -> Key:
    if parsed is not None and parsed.state == row.state:
        return parsed
    private = (
        parsed.jwk if parsed else _import(json.loads(keyring.decrypt(row.sealed_private_jwk, "oidc.signing_key", row.kid)))
    )
    return Key(row.kid, row.alg, row.state, private, row.public_jwk)


def _import(members: dict[str, Any]) -> Any:
    kinds: dict[str, Any] = {"RSA": jwk.RSAKey, "EC": jwk.ECKey, "OKP": jwk.OKPKey}
    return kinds[members["kty"]].import_key(members)


def _create(alg: str, *, state: str) -> SigningKey:
    pair = _generate(alg)
    kid, moment = pair.thumbprint(), clock.now()
    public = cast(dict[str, Any], pair.as_dict(private=False)) | {"kid": kid, "use": "sig", "alg": alg}
    return SigningKey.objects.create(
        kid=kid,
        alg=alg,
        state=state,
        active_alg=alg if state == "active" else None,
        public_jwk=public,
        sealed_private_jwk=keyring.encrypt(json.dumps(pair.as_dict(private=True)), "oidc.signing_key", kid),
        created_at=moment,
        activated_at=moment if state == "active" else None,
    )


def _generate(alg: str) -> Any:
    if alg == "RS256":
        return jwk.RSAKey.generate_key(2048, auto_kid=False)
    return (
        jwk.ECKey.generate_key("P-256", auto_kid=False)
        if alg == "ES256"
        else jwk.OKPKey.generate_key("Ed25519", auto_kid=False)
    )


def _algorithm(alg: str) -> _Algorithm:
    return cast(_Algorithm, JWSRegistry.algorithms[alg])
