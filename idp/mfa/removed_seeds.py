"""What removed authenticators had accepted, for as long as a code of theirs could still be shown. Spec: RFC 6238 §5.2."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Max

from idp.accounts.models import User
from idp.core import clock, keyring, secrets
from idp.mfa.models import Authenticator, RemovedSeed
from idp.mfa.stores import unseal

_PURPOSE = "removed seed"
_REMEMBERED = timedelta(hours=1)  # a step is accepted for ninety seconds; clocks of nodes differ by less than the rest


def remember(rows: Iterable[Authenticator], user: User) -> None:
    """Before these rows of the person go. A seed that cannot be read proved nothing lately."""
    moment = clock.now()
    RemovedSeed.objects.filter(removed_at__lt=moment - _REMEMBERED).delete()
    for row in rows:
        try:
            mac = secrets.mac(_PURPOSE, user.sub, unseal(row, user))
        except keyring.DecryptionError:
            continue
        RemovedSeed.objects.update_or_create(seed_mac=mac, defaults={"last_step": row.last_step, "removed_at": moment})


def last_step(seed: str, user: User) -> int:
    """The last step that was accepted from the person's seed before it was removed; 0 for none."""
    known = RemovedSeed.objects.filter(seed_mac__in=secrets.macs(_PURPOSE, user.sub, seed))
    return known.aggregate(step=Max("last_step"))["step"] or 0
