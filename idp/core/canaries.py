"""One canary for each key of the ring: a ciphertext that tells, before all else is read, whether the key is still the same.

A key that was used once stays known until the operator drops it: without it, or with other bytes under its name, what is
stored cannot be read, and codes would be compared with MACs that never match.
"""

from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q

from idp.core import clock, keyring
from idp.core.models import RingKey

_WORDS = "This key is the one that was used before."
_CONTEXT = "core.ring_key"


@dataclass(frozen=True)
class Wrong:
    """A key that was used here and is ``missing`` from the ring, or has other bytes now (``changed``)."""

    key_id: str
    why: str


def remember() -> None:
    """Note each key of the ring that was not known, or is back after it was given up; of two processes at once, one does."""
    RingKey.objects.filter(key_id__in=settings.IDP.encryption_keys).exclude(dropped_at=None).update(dropped_at=None)
    known = set(RingKey.objects.values_list("key_id", flat=True))
    for key_id in settings.IDP.encryption_keys:
        if key_id in known:
            continue
        try:
            with transaction.atomic():
                sealed = keyring.encrypt_under(key_id, _WORDS, _CONTEXT, key_id)
                RingKey.objects.create(key_id=key_id, canary=sealed, created_at=clock.now())
        except IntegrityError:
            continue


def wrong() -> list[Wrong]:
    """The keys that were used here and cannot be used now; one that was given up may be missing, but has no other bytes."""
    needed = RingKey.objects.filter(Q(dropped_at=None) | Q(key_id__in=settings.IDP.encryption_keys)).order_by("pk")
    found = [(row.key_id, _why(row)) for row in needed]
    return [Wrong(key_id, why) for key_id, why in found if why]


def dropped() -> set[str]:
    """The ids of keys that the operator has given up."""
    return set(RingKey.objects.exclude(dropped_at=None).values_list("key_id", flat=True))


def drop(key_id: str) -> bool:
    """Give a key up; False where no such key was used."""
    return RingKey.objects.filter(key_id=key_id, dropped_at=None).update(dropped_at=clock.now()) == 1


def _why(row: RingKey) -> str:
    if row.key_id not in settings.IDP.encryption_keys:
        return "missing"
    try:
        keyring.decrypt(row.canary, _CONTEXT, row.key_id)
    except keyring.DecryptionError:
        return "changed"
    return ""
