"""What a resource server may know about an access token. Spec: RFC 7662; RFC 9470 §6.2.

Only confidential clients ask, and only about tokens that are meant for them, that they were registered to introspect, or that
are their own; to everybody else, and for everything else, a token is exactly ``{"active": false}``.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

from idp.audit.events import Action
from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.core.routes import Policy, route
from idp.limits.rates import Door
from idp.oidc import access, client_auth, form, refusals, store, tokens
from idp.oidc.access import Access
from idp.protocol.errors import OAuthError
from idp.protocol.rfc7519_jwt import audience

INACTIVE = {"active": False}
_TRIES = 3


@route(Policy.CLIENT, machine=True)
def introspect(request: HttpRequest) -> HttpResponse:
    """POST /oauth2/introspect."""
    named = ""
    try:
        parameters = form.read(request)
        named = client_auth.claimed(request.META.get("HTTP_AUTHORIZATION"), parameters)
        return form.respond(_look(request, parameters))
    except OAuthError as error:
        return refusals.refuse(request, error, Action.INTROSPECT_REFUSE, client_id=named)


def _look(request: HttpRequest, parameters: Mapping[str, str]) -> dict[str, Any]:
    for _ in range(_TRIES):
        caller = client_auth.authenticate(request.META.get("HTTP_AUTHORIZATION"), parameters, is_compared=True)
        if caller.is_public:
            raise client_auth.invalid_client("a public client cannot introspect")
        refusals.count(request, Door.INTROSPECTION, caller)
        if not parameters.get("token"):
            raise OAuthError("invalid_request", "token is missing.", redirectable=False)
        try:
            found = _find(caller, parameters["token"])
        except OAuthError:
            return INACTIVE
        if found is not None:
            return _describe(request, caller, found)
        registry.fresh(caller.client_id)
    raise OAuthError("temporarily_unavailable", "The client is being changed. Try again.", redirectable=False)


def _find(caller: ClientRecord, token: str) -> Access | None:
    """The access token as of today, in one read that covers the caller; None when the caller's copy is out of date.

    Raises: OAuthError when the token is not good.
    """
    claims = tokens.verify_access_token(token)
    if tokens.GRANT_CLAIM not in claims:
        state = store.load_client(claims["client_id"], jti=claims["jti"], caller_pk=caller.pk)
        if state is not None and (state.caller_version, state.caller_is_enabled) != (caller.version, caller.enabled):
            return None
        return access.of_client(claims, state)
    loaded = store.load_for_caller(claims[tokens.GRANT_CLAIM], caller.pk)
    if loaded is None:
        raise tokens.invalid_token("the grant is not there")
    row, version, is_enabled = loaded
    if (version, is_enabled) != (caller.version, caller.enabled):
        return None
    return access.of_grant(claims, row)


def _describe(request: HttpRequest, caller: ClientRecord, found: Access) -> dict[str, Any]:
    """Spec: RFC 7662 §2.2, §4."""
    if found.client_id != caller.client_id and not _is_meant_for(caller, audience(found.claims)):
        error = OAuthError("access_denied", detail="the token is not meant for this client")
        refusals.note(request, error, Action.INTROSPECT_REFUSE, client_id=caller.client_id)
        return INACTIVE
    names = ("sub", "iss", "aud", "exp", "iat", "jti", "client_id")
    members = {"active": True, "token_type": "Bearer", "scope": " ".join(sorted(found.scopes))}
    members |= {name: found.claims[name] for name in names}
    return members | {name: found.claims[name] for name in ("acr", "amr", "auth_time") if name in found.claims}


def _is_meant_for(caller: ClientRecord, audience: tuple[str, ...]) -> bool:
    """Whether the token is this caller's business, and nobody else's besides."""
    return set(audience) <= {caller.client_id, *caller.introspection_audiences}
