"""Signing keys and the ring that encrypts them."""

from datetime import timedelta

from django.db import DatabaseError

from idp.core import clock
from idp.lifecycle import stored_secrets
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
    try:
        stored_secrets.require()
    except stored_secrets.Unreadable as error:
        raise Fault(error.what, error.remedy) from None
    forget()  # a server that starts now has parsed none of them
    for alg in ALGS:
        signer(alg)
    oldest = min(active.values(), key=lambda key: key.created_at)
    age = clock.now() - oldest.created_at
    if age > OLD:
        raise Fault(f"the key for {oldest.alg} is {age.days} days old", "Run `idp keys rotate`; nobody has to be told.")
    return f"{len(active)} active, the oldest {age.days} days old"


def factors_are_known() -> str:
    """This version can check every authenticator that people have. Raises: Fault."""
    try:
        found = stored_secrets.unknown_factors()
    except DatabaseError:
        raise Fault("they cannot be read", "Mend the database first.") from None
    if found:
        words = ", ".join(f"{count} of type {name}" for name, count in found.items())
        raise Fault(
            f"this version cannot check authenticators that people have: {words}; those people cannot sign in",
            "Run the version that made them, or reset the second factor of those people (`idp user reset-mfa`).",
        )
    return "every authenticator is of a type that this version checks"
