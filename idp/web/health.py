"""What operators' probes read: liveness without I/O, readiness with the database, migrations and keys."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from idp.core.routes import Policy, route
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
        executor = MigrationExecutor(connection)
        checks["database"] = True
        checks["migrations"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        checks["keys"] = SigningKey.objects.filter(state="active").exists()
    except DatabaseError:
        pass
    ready = all(checks.values())
    return JsonResponse(checks, status=200 if ready else 503, headers={} if ready else {"Retry-After": "5"})
