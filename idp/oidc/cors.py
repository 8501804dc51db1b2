"""Which browser apps may read an answer: those whose origin is registered, never with credentials.

Spec: Fetch Standard §3.2.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from idp.clients.models import Client
from idp.clients.registry import ClientRecord

_HEADERS = (  # beside what we read, what HTTP libraries and their tracing add by themselves: nothing is made of it here
    "authorization, content-type, cache-control, pragma, x-requested-with, x-request-id, x-correlation-id, traceparent, "
    "tracestate, baggage, b3, x-b3-traceid, x-b3-spanid, x-b3-parentspanid, x-b3-sampled, sentry-trace, x-datadog-origin, "
    "x-datadog-trace-id, x-datadog-parent-id, x-datadog-sampling-priority"
)
_EXPOSED = "WWW-Authenticate, Retry-After, X-Request-Id"
_MAX_AGE_SECONDS = "600"
_MAX_ORIGIN_CHARACTERS = 300


def is_preflight(request: HttpRequest) -> bool:
    """Whether this OPTIONS is a browser's question on behalf of a registered origin."""
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return asks and is_registered(request.headers.get("Origin", ""))


def preflight(request: HttpRequest, methods: str) -> HttpResponse:
    """The answer to a preflight. It is asked before any client is named, so it allows what the answer then may withhold."""
    response = HttpResponse(status=204)
    response.headers["Access-Control-Allow-Methods"] = methods
    response.headers["Access-Control-Allow-Headers"] = _HEADERS
    response.headers["Access-Control-Max-Age"] = _MAX_AGE_SECONDS
    _allow(response, request.headers["Origin"])
    return response


def expose(request: HttpRequest, response: HttpResponse, client: ClientRecord | None) -> HttpResponse:
    """Let the origin read the answer if ``client``, the one named or authenticated, registered it."""
    patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("Origin", "")
    if client is not None and origin and origin in client.allowed_origins:
        _allow(response, origin)
    return response


def expose_refusal(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let any registered origin read a refusal that names no client, such as that of an unknown access token."""
    patch_vary_headers(response, ["Origin"])
    origin = request.headers.get("Origin", "")
    if is_registered(origin):
        _allow(response, origin)
    return response


def is_registered(origin: str) -> bool:
    """Whether an enabled client registered ``origin``."""
    if not origin or len(origin) > _MAX_ORIGIN_CHARACTERS or " " in origin:
        return False
    lists = Client.objects.filter(enabled=True, allowed_origins__contains=origin).values_list("allowed_origins", flat=True)
    return any(origin in allowed.split() for allowed in lists)


def _allow(response: HttpResponse, origin: str) -> None:
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    patch_vary_headers(response, ["Origin"])
