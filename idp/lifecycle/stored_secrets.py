"""Whether what is stored can be read: by the ring's canaries, by signing keys and seeds, and by the factor types in use."""

from functools import cache

from django.conf import settings
from django.db.models import Q

from idp.core import canaries, keyring
from idp.mfa.models import Authenticator
from idp.mfa.services import KNOWN_TYPES
from idp.oidc import keys
from idp.oidc.models import SigningKey

_GIVE_UP = "if it is lost for good, `idp keys drop-ring-key {}` says what is lost with it"
_RESTORE = "Put it back into IDP_ENCRYPTION_KEYS, first or last; " + _GIVE_UP + "."
_OTHER_NAME = "Give it back the bytes that it had; a new key gets a new name before it."


class Unreadable(Exception):
    """Something that is stored cannot be read: what, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


def require() -> None:
    """The ring opens what is stored under it. Raises: Unreadable."""
    for key in canaries.wrong():
        if key.why == "missing":
            raise Unreadable(f"the ring key {key.key_id} was used here and is missing", _RESTORE.format(key.key_id))
        raise Unreadable(f"the ring key {key.key_id} has other bytes than when it was used here", _OTHER_NAME)
    _require_signing_keys()
    _require_seeds()


def are_readable() -> bool:
    """The same as a value; what holds once holds for the life of a process, whose ring does not change."""
    try:
        _require_once(tuple(settings.IDP.encryption_keys.items()))
    except Unreadable:
        return False
    return True


@cache
def _require_once(_ring: tuple[tuple[str, bytes], ...]) -> None:
    require()  # a cache keeps no exception: the next question looks again


def unknown_factors() -> dict[str, int]:
    """How many confirmed authenticators there are of each type that this version does not know."""
    confirmed = Authenticator.objects.exclude(confirmed_at=None).exclude(type__in=KNOWN_TYPES)
    types = list(confirmed.values_list("type", flat=True))
    return {name: types.count(name) for name in sorted(set(types))}


def sealed_under(key_id: str) -> dict[str, int]:
    """How much is sealed under one ring key."""
    prefix = keyring.prefix(key_id)
    return {
        "signing keys": SigningKey.objects.filter(state__in=keys.PUBLISHED, sealed_private_jwk__startswith=prefix).count(),
        "authenticators": Authenticator.objects.exclude(confirmed_at=None).filter(sealed_secret__startswith=prefix).count(),
    }


def _require_signing_keys() -> None:
    for row in SigningKey.objects.filter(state__in=keys.PUBLISHED):
        try:
            keyring.decrypt(row.sealed_private_jwk, "oidc.signing_key", row.kid)
        except keyring.DecryptionError:
            ring = ", ".join(settings.IDP.encryption_keys)
            raise Unreadable(
                f"the ring ({ring}) does not open the signing key {row.kid}",
                "Put the key it was encrypted with back into IDP_ENCRYPTION_KEYS.",
            ) from None


def _require_seeds() -> None:
    """Those of before there were canaries: under a key of the ring, or one that was given up."""
    expected = Q()
    for key_id in {*settings.IDP.encryption_keys, *canaries.dropped()}:
        expected |= Q(sealed_secret__startswith=keyring.prefix(key_id))
    stray = Authenticator.objects.filter(type="totp").exclude(confirmed_at=None).exclude(expected).first()
    if stray is not None:
        key_id = keyring.key_of(stray.sealed_secret)
        raise Unreadable(f"authenticators are sealed under the key {key_id}, which is missing", _RESTORE.format(key_id))
