"""Everybody who may sign in gets a username: the one that a configuration file gave, else one made from the address.

In batches, each a transaction of its own; run again after an interruption it goes on where it stopped. What the file gave
stays among the free claims too, where the older code reads it.
"""

from typing import Any

from django.db import migrations, transaction

from idp.accounts.usernames import FIRST, candidates
from idp.core import secrets

BATCH = 100  # times the first nine candidates: within SQLite's 999 parameters


def name_everybody(apps: Any, _schema_editor: Any) -> None:
    """Name those whose address is proved, the oldest account first."""
    users, names = apps.get_model("accounts", "User"), apps.get_model("accounts", "Username")
    waiting = users.objects.filter(preferred_username=None).exclude(email_verified_at=None).order_by("pk")
    while batch := list(waiting[:BATCH]):
        with transaction.atomic():
            _name(batch, users, names)


def _name(batch: list[Any], users: Any, names: Any) -> None:
    wishes = [candidates(str(user.claims.get("preferred_username") or user.email)) for user in batch]
    first = [[next(wish) for _ in range(FIRST)] for wish in wishes]
    asked = [secrets.digest(name) for each in first for name in each]
    taken = set(names.objects.filter(digest__in=asked).values_list("digest", flat=True))
    made = []
    for user, nicest, rest in zip(batch, first, wishes, strict=True):
        name = next((one for one in nicest if secrets.digest(one) not in taken), None) or next(rest)
        digest = secrets.digest(name)
        taken.add(digest)
        made.append(names(digest=digest, user=user))
        user.preferred_username = name
    names.objects.bulk_create(made)
    users.objects.bulk_update(batch, ["preferred_username"])


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0005_preferred_username")]
    operations = [migrations.RunPython(name_everybody, migrations.RunPython.noop)]
