"""The token endpoint: parse, authenticate the client, then find, check, spend, mint, respond. Spec: RFC 6749 §3.2."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from idp.audit.events import Action
from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.core import metrics
from idp.core.routes import Policy, route
from idp.limits.rates import Door
from idp.oidc import client_auth, cors, engine, form, refusals
from idp.oidc.grants import StaleClient
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import Parameters

_TRIES = 3


@route(Policy.CLIENT, machine=True)
def token(request: HttpRequest) -> HttpResponse:
    """POST /oauth2/token."""
    if cors.is_preflight(request):
        return cors.preflight(request, "POST")
    named = ""
    try:
        parameters = form.read(request)
        named = client_auth.claimed(request.META.get("HTTP_AUTHORIZATION"), parameters)
        client, answer = _exchange(request, parameters)
    except OAuthError as error:
        response = refusals.refuse(request, error, Action.TOKEN_REFUSE, client_id=named)
        return cors.expose(request, response, registry.get(named) if named and "Origin" in request.headers else None)
    metrics.tokens.labels(parameters["grant_type"]).inc()
    return cors.expose(request, form.respond(answer), client)


def _exchange(request: HttpRequest, parameters: Parameters) -> tuple[ClientRecord, dict[str, Any]]:
    """Authenticate and redeem; again from the start when the client's registration proves to have changed."""
    for _ in range(_TRIES):
        client = client_auth.authenticate(request.META.get("HTTP_AUTHORIZATION"), parameters, is_compared=True)
        refusals.count(request, Door.TOKEN, client)
        try:
            return client, engine.token_response(parameters, client, request)
        except StaleClient:
            registry.fresh(client.client_id)
    raise OAuthError("temporarily_unavailable", "The client is being changed. Try again.", redirectable=False)
