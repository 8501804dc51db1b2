"""What operators' probes read: liveness without I/O, readiness with the database, migrations and keys, and metrics."""

import ipaddress
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily, Metric

from idp.core import clock, secrets
from idp.core import metrics as counted
from idp.core.models import OutboxEntry
from idp.core.routes import Policy, route
from idp.lifecycle import stored_secrets
from idp.oidc.models import SigningKey


@route(Policy.PUBLIC, machine=True)
@require_safe
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@route(Policy.PUBLIC, machine=True)
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers, its schema is ours, and there is a key to sign with."""
    checks = {"database": False, "migrations": False, "keys": False}
    try:
        _require_our_schema()
        checks = {"database": True, "migrations": True, "keys": _are_keys_usable()}
    except PendingMigrations:
        checks["database"] = True
    except DatabaseError:
        pass
    ready = all(checks.values())
    return JsonResponse(checks, status=200 if ready else 503, headers={} if ready else {"Retry-After": "5"})


def _are_keys_usable() -> bool:
    return SigningKey.objects.filter(state="active").exists() and stored_secrets.are_readable()


class PendingMigrations(Exception):
    """The schema is older than this code."""


@cache
def _require_our_schema() -> None:
    """Once in a process: reading every migration costs as much as twenty requests, and anybody may ask."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise PendingMigrations  # a cache keeps no exception: the next question looks again


@route(Policy.OPERATOR, machine=True)
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """What was counted, and what is measured now. Spec: Prometheus text format 0.0.4."""
    if not _is_operator(request):
        return HttpResponse(status=404)  # nobody else learns that there is something
    return HttpResponse(counted.render(_measured()), content_type=counted.CONTENT_TYPE)


def _is_operator(request: HttpRequest) -> bool:
    """The bearer of IDP_METRICS_TOKEN; without one, and with a loopback issuer only, a caller on this machine.

    A proxy on this machine need not say that it forwards, so behind a public issuer no address opens this.
    """
    token = settings.IDP.metrics_token
    if token:
        return secrets.equal(request.headers.get("Authorization", ""), f"Bearer {token}")
    if not settings.IDP.is_loopback:
        return False
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded"))
    return not is_forwarded and ipaddress.ip_address(request.META.get("REMOTE_ADDR") or "0.0.0.0").is_loopback  # noqa: S104 - no address, not a bind


def _measured() -> Iterator[Metric]:
    """Gauges that the database knows; without it only that it is away."""
    now = clock.now()
    try:
        is_parked = Q(parked_at__isnull=False)
        waiting = OutboxEntry.objects.filter(done_at=None, failed_at=None).aggregate(
            count=Count("pk", filter=~is_parked),
            oldest=Min("created_at", filter=~is_parked),
            parked=Count("pk", filter=is_parked),
        )
        active = list(SigningKey.objects.filter(state="active").values_list("alg", "created_at"))
    except DatabaseError:
        yield GaugeMetricFamily("gatehouse_database_up", "Whether the database answers.", value=0)
        return
    waited = (now - waiting["oldest"]).total_seconds() if waiting["oldest"] else 0
    keys = GaugeMetricFamily("gatehouse_signing_key_age_seconds", "Age of each active signing key.", labels=["alg"])
    for alg, created_at in active:
        keys.add_metric([alg], (now - created_at).total_seconds())
    yield keys
    yield GaugeMetricFamily("gatehouse_database_up", "Whether the database answers.", value=1)
    yield GaugeMetricFamily("gatehouse_outbox_entries", "Mails and notices that wait.", value=waiting["count"])
    yield GaugeMetricFamily(
        "gatehouse_outbox_parked", "What went wrong too often and waits for `idp outbox`.", value=waiting["parked"]
    )
    yield GaugeMetricFamily("gatehouse_outbox_oldest_seconds", "How long the oldest of them has waited.", value=waited)
