"""The clients that may act for a person, and taking that back: consent, grants and the client's own sign-ins, at once.

Acceptance statement E12; security case CO-07. Spec: OpenID Connect Back-Channel Logout 1.0 §2.7.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.clients import consents
from idp.clients.models import Client, Consent
from idp.core import clock
from idp.oidc import backchannel
from idp.oidc.models import Grant
from idp.sessions.engine import live_sessions


@dataclass
class App:
    """One client with access, or with the person's word that it may have it."""

    client: Client
    scopes: set[str] = field(default_factory=set)
    first_at: datetime | None = None
    last_at: datetime | None = None
    is_consented: bool = False
    is_offline: bool = False

    def seen(self, scopes: Iterable[str], first: datetime, last: datetime) -> None:
        """Count one consent or grant."""
        self.scopes |= set(scopes)
        self.first_at = min(first, self.first_at or first)
        self.last_at = max(last, self.last_at or last)


def of(user: User) -> list[App]:
    """The clients with a live grant or a remembered consent, the latest used first."""
    apps: dict[int, App] = {}
    for consent in Consent.objects.filter(user=user).select_related("client"):
        app = apps.setdefault(consent.client_id, App(consent.client))
        app.seen(consent.scopes, consent.granted_at, consent.granted_at)
        app.is_consented = True
    for grant in _live_grants(user).select_related("client"):
        app = apps.setdefault(grant.client_id, App(grant.client))
        app.seen(grant.scope.split(), grant.created_at, grant.rotated_at or grant.created_at)
        app.is_offline = app.is_offline or grant.offline
    return sorted(apps.values(), key=lambda app: (app.last_at or app.client.created, app.client.client_id), reverse=True)


def by_session(user: User) -> Mapping[int, list[dict[str, str]]]:
    """Which clients hold tokens by which of the person's sessions, the first one first."""
    found: defaultdict[int, list[dict[str, str]]] = defaultdict(list)
    grants = _live_grants(user).order_by("created_at", "pk")
    for session_id, client_id, name in grants.values_list("session_id", "client__client_id", "client__name"):
        app = {"client_id": client_id, "name": name}
        if app not in found[session_id]:
            found[session_id].append(app)
    return found


def _live_grants(user: User) -> QuerySet[Grant]:
    moment = clock.now()
    alive = Grant.objects.filter(user=user, revoked_at=None, expires_at__gt=moment, epoch=user.epoch)
    usable = alive.exclude(activated_at=None)
    sessions = list(live_sessions().filter(user_id=user.pk).values_list("pk", flat=True))
    return usable.filter(session_id__in=sessions) | usable.filter(offline=True, idle_expires_at__gt=moment)


@transaction.atomic
def disconnect(user: User, client_id: str, *, request: HttpRequest | None = None) -> bool:
    """Take a client's access back: its consent is forgotten, its grants die, and it is told; False if it had neither."""
    client = Client.objects.filter(client_id=client_id).first()
    if client is None:
        return False
    grants = Grant.objects.filter(user=user, client=client, revoked_at=None, expires_at__gt=clock.now())
    told = set(grants.exclude(activated_at=None).values_list("session__sid", flat=True))
    forgotten = consents.revoke(user.pk, client.pk)
    revoked = grants.update(revoked_at=clock.now(), revoke_reason="disconnected by the person")
    if not forgotten and not revoked:
        return False
    record(
        Action.USER_CONSENT_REVOKE,
        request=request,
        actor=user.sub,
        subject=user.sub,
        client_id=client_id,
        detail={"consents": forgotten, "grants": revoked},
    )
    backchannel.tell(client_id, user.sub, told)
    return True
