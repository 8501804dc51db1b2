"""RP-initiated logout. Spec: OpenID Connect RP-Initiated Logout 1.0 §2, §3.

Signed out without a question only by the ID token of this browser's own session; whoever else asks gets a page. The browser
is sent back only to a registered URI of the client that the hint (or client_id) names.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.core import http, languages
from idp.core.routes import Policy, route
from idp.interaction import services as interactions
from idp.oidc import tokens
from idp.oidc.authorize import error_page
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import Parameters, parse
from idp.sessions import services as sessions
from idp.sessions.middleware import current


@dataclass(frozen=True)
class Request:
    """A logout request: the client it names, whose session its hint means, and where to go afterwards ("" = stay)."""

    client: ClientRecord | None
    sub: str
    sid: str
    return_to: str
    has_hint: bool


@route(Policy.PUBLIC)
@csrf_exempt  # a client may POST here; only the confirmation below, which carries our token, acts without a hint
def logout(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /oauth2/logout."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    if request.method == "POST" and not http.is_form(request):
        return error_page(request, OAuthError("invalid_request", "Send a form.", status=415))
    if request.method == "POST" and "confirm" in request.POST:
        return _confirmed(request)
    try:
        asked = _read(request)
    except OAuthError as error:
        return error_page(request, error)
    session = current(request)
    if session is None:
        return _signed_out(request, asked.return_to if asked.has_hint else "")
    if asked.has_hint and session.user is not None and (asked.sub, asked.sid) == (session.user.sub, session.sid):
        sessions.end(session, "signed out at a client", request=request)
        return _signed_out(request, asked.return_to if asked.has_hint else "")
    return _question(request, asked)


def _read(request: HttpRequest) -> Request:
    """Raises: OAuthError for a hint that is not ours, an unknown client, or an unregistered URI."""
    parameters = parse(request.body if request.method == "POST" else request.META.get("QUERY_STRING", ""))
    languages.prefer(request, parameters.get("ui_locales", ""), languages.Say.CLIENT)
    hint = tokens.id_token_hint(parameters.get("id_token_hint", "")) if parameters.get("id_token_hint") else None
    if parameters.get("id_token_hint") and hint is None:
        raise OAuthError("invalid_request", "id_token_hint is not an ID token of this issuer.")
    client = _client(parameters, str(hint["aud"]) if hint else "")
    return_to = parameters.get("post_logout_redirect_uri", "")
    if return_to and (client is None or return_to not in client.post_logout_redirect_uris):
        raise OAuthError("invalid_request", "post_logout_redirect_uri is not registered for the client that is named.")
    if return_to and parameters.get("state"):
        return_to += _before_state(return_to) + urlencode({"state": parameters["state"]})
    return Request(
        client, str(hint["sub"]) if hint else "", str(hint.get("sid", "")) if hint else "", return_to, hint is not None
    )


def _client(parameters: Parameters, audience: str) -> ClientRecord | None:
    client_id = parameters.get("client_id", "")
    if client_id and audience and client_id != audience:
        raise OAuthError("invalid_request", "client_id is not the audience of id_token_hint.")
    named = client_id or audience
    client = registry.get(named) if named else None
    if named and client is None:
        raise OAuthError("invalid_request", "client_id is unknown.")
    return client


def _question(request: HttpRequest, asked: Request) -> HttpResponse:
    return render(
        request,
        "oidc/logout.html",
        {
            "client_name": asked.client.name if asked.client else "",
            "client_id": asked.client.client_id if asked.client else "",
            "return_to": asked.return_to,
        },
    )


@csrf_protect
def _confirmed(request: HttpRequest) -> HttpResponseBase:
    """The person pressed Sign out on our page."""
    session = current(request)
    if session is not None:
        sessions.end(session, "signed out", request=request)
    return_to = request.POST.get("return_to", "")
    client = registry.get(request.POST.get("client_id", ""))
    registered = client.post_logout_redirect_uris if client is not None else ()
    is_right = any(return_to == uri or return_to.startswith(f"{uri}{_before_state(uri)}state=") for uri in registered)
    return _signed_out(request, "", back=return_to if is_right else "")


def _before_state(uri: str) -> str:
    return "&" if "?" in uri else "?"


def _signed_out(request: HttpRequest, return_to: str, back: str = "") -> HttpResponseBase:
    if return_to:
        response = HttpResponse(status=303)
        response["Location"] = return_to
    else:
        response = render(request, "oidc/signed_out.html", {"title": _("You are signed out"), "back": back})
    interactions.forget(request)
    request.session.flush()
    response["Clear-Site-Data"] = '"cache"'
    response["Cache-Control"] = "no-store"
    return response
