"""Signing keys and the ring that encrypts them."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError

from idp.core import clock, keyring
from idp.oidc.keys import ALGS, forget, signer
from idp.oidc.models import SigningKey
from idp.operations.doctor.finding import Fault

OLD = timedelta(days=90)


def are_ready() -> str:
    """Each algorithm has a key that signs, and the ring opens it. Raises: Fault."""
    try:
        active = {key.alg: key for key in SigningKey.objects.filter(state="active")}
    except DatabaseError:
        raise Fault("they cannot be read", "Mend the database first.") from None
    missing = [alg for alg in ALGS if alg not in active]
    if missing:
        raise Fault(f"there is no active key for {', '.join(missing)}", "Run `idp keys rotate`; `idp serve` also makes them.")
    forget()  # a server that starts now has parsed none of them
    try:
        for alg in ALGS:
            signer(alg)
    except keyring.DecryptionError:
        ring = ", ".join(settings.IDP.encryption_keys)
        raise Fault(
            f"the ring ({ring}) does not open them", "Put the key they were encrypted with back into IDP_ENCRYPTION_KEYS."
        ) from None
    oldest = min(active.values(), key=lambda key: key.created_at)
    age = clock.now() - oldest.created_at
    if age > OLD:
        raise Fault(f"the key for {oldest.alg} is {age.days} days old", "Run `idp keys rotate`; nobody has to be told.")
    return f"{len(active)} active, the oldest {age.days} days old"
