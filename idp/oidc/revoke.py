"""Token revocation: an access or refresh token takes its whole grant with it. Spec: RFC 7009.

A token of another client and a token that nobody knows get the same 200 for the same work: nothing happens, nothing is told.
"""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from idp.audit.events import Action, record
from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.core import clock
from idp.core.routes import Policy, route
from idp.oidc import client_auth, cors, form, refusals, store, tokens
from idp.oidc.models import RevokedToken
from idp.protocol.errors import OAuthError


@route(Policy.CLIENT, machine=True)
def revoke(request: HttpRequest) -> HttpResponse:
    """POST /oauth2/revoke."""
    if cors.is_preflight(request):
        return cors.preflight(request, "POST")
    named = ""
    try:
        parameters = form.read(request)
        named = client_auth.claimed(request.META.get("HTTP_AUTHORIZATION"), parameters)
        client = client_auth.authenticate(request.META.get("HTTP_AUTHORIZATION"), parameters)
        refusals.proved(request, client)
        if not parameters.get("token"):
            raise OAuthError("invalid_request", "token is missing.", redirectable=False)
        _revoke(request, client, parameters["token"])
    except OAuthError as error:
        response = refusals.refuse(request, error, Action.TOKEN_REFUSE, client_id=named)
        return cors.expose(request, response, registry.get(named) if named and "Origin" in request.headers else None)
    response = HttpResponse(headers={"Cache-Control": "no-store", "Pragma": "no-cache"})
    return cors.expose(request, response, client)


def _revoke(request: HttpRequest, client: ClientRecord, token: str) -> None:
    read = tokens.read_refresh_token(token)
    if read is not None:
        _kill(request, client, read[0], "refresh token revoked")
        return
    try:
        claims = tokens.verify_access_token(token)
    except OAuthError:
        return  # unknown or expired: there is nothing to revoke (RFC 7009 §2.2)
    if tokens.GRANT_CLAIM in claims:
        _kill(request, client, claims[tokens.GRANT_CLAIM], "access token revoked")
    elif claims["client_id"] == client.client_id:
        _remember(request, client, claims)


def _kill(request: HttpRequest, client: ClientRecord, handle: str, reason: str) -> None:
    row = store.load_by_handle(handle)
    if row is None or row.client_pk != client.pk:
        return
    with transaction.atomic():
        if store.kill(row.id, reason):
            record(
                Action.GRANT_REVOKE, reason=reason, request=request, actor=row.client_id, subject=row.sub,
                client_id=row.client_id, sid=row.sid, detail={"grant": row.id},
            )  # fmt: skip


def _remember(request: HttpRequest, client: ClientRecord, claims: Mapping[str, Any]) -> None:
    """Note the jti of a client's own access token until it expires."""
    try:
        with transaction.atomic():
            RevokedToken.objects.create(jti=claims["jti"], revoked_at=clock.now(), expires_at=clock.from_unix(claims["exp"]))
            record(
                Action.GRANT_REVOKE, reason="access token revoked", request=request, actor=client.client_id,
                client_id=client.client_id, detail={"jti": claims["jti"]},
            )  # fmt: skip
    except IntegrityError:
        return  # revoked before
