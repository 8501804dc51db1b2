"""What ends with a client: told before an administrator turns it off or deletes it."""

from dataclasses import dataclass

from django.db.models import Q

from idp.clients.models import Client
from idp.core import clock
from idp.oidc.models import Grant


@dataclass(frozen=True)
class Ending:
    """People whose access ends, how many of them had given it for good, and what is forgotten when it is deleted."""

    people: int
    offline_people: int
    consents: int
    secrets: int


def of(client: Client) -> Ending:
    """What would end now."""
    moment = clock.now()
    live = Grant.objects.filter(client=client, revoked_at=None, expires_at__gt=moment).exclude(activated_at=None)
    live = live.filter(Q(offline=True) | Q(session__ended_at=None, session__expires_at__gt=moment))
    return Ending(
        people=live.values("user_id").distinct().count(),
        offline_people=live.filter(offline=True).values("user_id").distinct().count(),
        consents=client.consents.values("user_id").distinct().count(),
        secrets=client.secrets.count(),
    )
