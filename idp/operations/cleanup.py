"""Remove what is over, in batches that never hold the tables for long. Nothing here decides: expiry is checked at use."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from idp.accounts import usernames
from idp.accounts.models import Challenge, Link
from idp.audit import anonymous, retention
from idp.clients.models import ClientSecret
from idp.core import clock
from idp.core.models import OutboxEntry
from idp.interaction.models import Interaction
from idp.lifecycle import deletion
from idp.limits import guesses, rates
from idp.mfa.models import Authenticator
from idp.oidc.models import Grant, RevokedToken
from idp.sessions.known_browsers import LIFETIME
from idp.sessions.models import KnownBrowser, Session

BATCH = 500
GRACE = timedelta(days=1)  # what just ended may still be asked about


def run() -> dict[str, int]:
    """Delete what is over; returns how many rows of each kind went."""
    moment = clock.now()
    before = moment - GRACE
    over: dict[str, QuerySet] = {
        "interactions": Interaction.objects.filter(expires_at__lt=before),
        "challenges": Challenge.objects.filter(expires_at__lt=before),
        "mailed links": Link.objects.filter(expires_at__lt=before),
        "pending authenticators": Authenticator.objects.filter(confirmed_at=None, expires_at__lt=before),
        "outbox entries": OutboxEntry.objects.filter(Q(done_at__lt=before) | Q(failed_at__lt=moment - timedelta(days=30))),
        "client secrets": ClientSecret.objects.filter(expires_at__lt=before),
        "revoked tokens": RevokedToken.objects.filter(expires_at__lt=before),
        "grants never redeemed": Grant.objects.filter(activated_at=None, code_expires_at__lt=before),
        "grants": Grant.objects.filter(expires_at__lt=before),  # until then they are the tombstones of codes and refresh tokens
        "known browsers": KnownBrowser.objects.filter(proved_at__lt=moment - LIFETIME),
        "sessions": Session.objects.filter(expires_at__lt=moment - timedelta(days=90), grants=None),
    }
    counts = {"accounts": _repeat(deletion.carry_out_due)}
    counts |= {kind: _drain(rows) for kind, rows in over.items()}
    _repeat(usernames.fill)
    counts["refusals counted together"] = _repeat(anonymous.close_due)
    counts["audit events"] = retention.expire(moment - settings.IDP.audit_retention)
    counts["rate buckets"] = _repeat(rates.prune)
    counts["guess budgets"] = _repeat(guesses.prune)
    return counts


def _drain(rows: "QuerySet") -> int:
    total = 0
    while pks := list(rows.values_list("pk", flat=True)[:BATCH]):
        rows.model._default_manager.filter(pk__in=pks).delete()
        total += len(pks)
    return total


def _repeat(prune: Callable[[int], int]) -> int:
    total = 0
    while count := prune(BATCH):
        total += count
    return total
