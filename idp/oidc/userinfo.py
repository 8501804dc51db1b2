"""Claims about the person. Spec: OpenID Connect Core §5.3; RFC 6750 §2.1, §3."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from idp.audit.events import Action
from idp.core.routes import Policy, route
from idp.oidc import access, claims, cors, form, refusals
from idp.oidc.access import Access
from idp.protocol import rfc6750_bearer
from idp.protocol.errors import OAuthError
from idp.protocol.rfc6749_scope import OPENID

METHODS = "GET, POST"


@route(Policy.BEARER, machine=True)
def userinfo(request: HttpRequest) -> HttpResponse:
    """GET or POST /oauth2/userinfo."""
    if cors.is_preflight(request):
        return cors.preflight(request, METHODS)
    try:
        token = _token(request)
        if token is None:
            return cors.expose_refusal(request, _challenge(form.respond({}, status=401), None))
        found = access.authenticate(token, audience=(settings.IDP.public_url, settings.IDP.api_resource))
        answer = _answer(found)
    except OAuthError as error:
        return cors.expose_refusal(request, _challenge(refusals.refuse(request, error, Action.ACCESS_REFUSE), error))
    return cors.expose(request, form.respond(answer), found.client)


def _token(request: HttpRequest) -> str | None:
    """The access token of the header; one in query or body is refused, since it ends up in logs. Raises: OAuthError.

    Whatever else a query holds is ignored. Spec: OpenID Connect Core §5.3.1; RFC 6750 §2.
    """
    if request.method not in {"GET", "POST"}:
        raise OAuthError("invalid_request", "Use GET or POST.", status=405, headers={"Allow": METHODS}, redirectable=False)
    if "access_token" in request.GET or (request.method == "POST" and form.body(request)):
        raise OAuthError("invalid_request", "Send the access token in the Authorization header only.", redirectable=False)
    return rfc6750_bearer.token_of(request.META.get("HTTP_AUTHORIZATION"))


def _answer(found: Access) -> dict[str, object]:
    if found.row is None:
        raise OAuthError("invalid_token", "The access token is not that of a person.", redirectable=False)
    if OPENID not in found.scopes:
        raise OAuthError("insufficient_scope", "The access token lacks the scope openid.", redirectable=False)
    return claims.userinfo(found.row, found.client, found.scopes)


def _challenge(response: HttpResponse, error: OAuthError | None) -> HttpResponse:
    """Name the scheme and the error in the header as well. Spec: RFC 6750 §3."""
    if response.status_code in {400, 401, 403}:
        attributes = {"scope": OPENID} if error is not None and error.error == "insufficient_scope" else {}
        response.headers["WWW-Authenticate"] = rfc6750_bearer.challenge(settings.IDP.public_url, error, **attributes)
    return response
