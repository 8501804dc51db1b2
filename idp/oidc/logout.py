"""RP-initiated logout. Spec: OpenID Connect RP-Initiated Logout 1.0 §2, §3.

Signed out without a question only by the ID token of this browser's own session; whoever else asks gets a page. The browser
is sent back only to a registered URI of the client that the hint (or client_id) names; with any other it stays here, and the
page says so. A request that ends no session changes nothing in this browser: any foreign page can cause it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from idp.audit import anonymous
from idp.audit.events import Action
from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.core import http, languages
from idp.core.routes import Policy, route
from idp.interaction import services as interactions
from idp.oidc import backchannel, tokens
from idp.oidc.authorize import error_page
from idp.oidc.backchannel import NOBODY, Audience
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import Parameters, parse
from idp.sessions import services as sessions
from idp.sessions.middleware import current
from idp.sessions.models import Session


@dataclass(frozen=True)
class Request:
    """A logout request: the client it names, whose session its hint means, and where to go afterwards ("" = stay).

    ``fault`` is what is wrong with it, for whoever wrote the app; people are told in ``words``.
    """

    client: ClientRecord | None = None
    sub: str = ""
    sid: str = ""
    return_to: str = ""
    has_hint: bool = False
    fault: OAuthError | None = None
    words: str = ""


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
        return _signed_out(request, asked, asked.return_to if asked.has_hint else "", back=asked.return_to)
    if asked.has_hint and session.user is not None and (asked.sub, asked.sid) == (session.user.sub, session.sid):
        apps = _end(request, session, "signed out at a client")
        return _forgotten(request, _signed_out(request, asked, asked.return_to, apps=apps))
    return _question(request, asked)


def _read(request: HttpRequest) -> Request:
    """Raises: OAuthError for parameters that cannot be read."""
    parameters = parse(request.body if request.method == "POST" else request.META.get("QUERY_STRING", ""))
    languages.prefer(request, parameters.get("ui_locales", ""), languages.Say.CLIENT)
    given, client_id = parameters.get("id_token_hint", ""), parameters.get("client_id", "")
    hint = (tokens.id_token_hint(given) if given else None) or {}
    named = client_id or str(hint.get("aud", ""))
    client = registry.get(named) if named else None
    fault = _whose_fault(given, hint, client_id, client)
    if fault:
        return Request(fault=fault, words=_("The app that sent you here did not say rightly who is to be signed out."))
    asked = Request(client, str(hint.get("sub", "")), str(hint.get("sid", "")), has_hint=bool(hint))
    return _with_address(asked, parameters)


def _whose_fault(given: str, hint: Mapping[str, Any], client_id: str, client: ClientRecord | None) -> OAuthError | None:
    if given and not hint:
        return OAuthError("invalid_request", "id_token_hint is not an ID token of this issuer.")
    if client_id and hint and client_id != hint["aud"]:
        return OAuthError("invalid_request", "client_id is not the audience of id_token_hint.")
    return OAuthError("invalid_request", "client_id is unknown.") if client_id and client is None else None


def _with_address(asked: Request, parameters: Parameters) -> Request:
    """With where to go afterwards, if that is a registered address of the client that is named."""
    return_to = parameters.get("post_logout_redirect_uri", "")
    if return_to and asked.client is None:
        fault = OAuthError(
            "invalid_request", "post_logout_redirect_uri needs to know the client: send id_token_hint or client_id."
        )
        return replace(asked, fault=fault, words=_("The app that sent you here did not say which app it is, so you stay here."))
    if return_to and asked.client and return_to not in asked.client.post_logout_redirect_uris:
        fault = OAuthError("invalid_request", "post_logout_redirect_uri is not registered for the client that is named.")
        words = _("The app that sent you here named a way back that is not registered for it, so you stay here.")
        return replace(asked, fault=fault, words=words)
    if return_to and parameters.get("state"):
        return_to += _before_state(return_to) + urlencode({"state": parameters["state"]})
    return replace(asked, return_to=return_to)


def _question(request: HttpRequest, asked: Request) -> HttpResponse:
    return render(
        request,
        "oidc/logout.html",
        {
            "client_name": asked.client.name if asked.client else "",
            "client_id": asked.client.client_id if asked.client else "",
            "return_to": asked.return_to,
        }
        | _told(request, asked),
    )


def _told(request: HttpRequest, asked: Request) -> dict[str, str]:
    """What a page says of a request that is not right, with a reference for `idp why`."""
    error = asked.fault
    if error is None:
        return {}
    reference = anonymous.record_refusal(
        Action.AUTHORIZATION_DECIDE, reason=f"{error.error}: {error.detail}", request=request,
        client_id=asked.client.client_id if asked.client else "", detail={"error": error.error, "why": error.detail},
    )  # fmt: skip
    return {"words": asked.words, "fault": error.description, "reference": reference}


@csrf_protect
def _confirmed(request: HttpRequest) -> HttpResponseBase:
    """The person pressed Sign out on our page."""
    session = current(request)
    apps = _end(request, session, "signed out") if session is not None else NOBODY
    return_to = request.POST.get("return_to", "")
    client = registry.get(request.POST.get("client_id", ""))
    registered = client.post_logout_redirect_uris if client is not None else ()
    is_right = any(return_to == uri or return_to.startswith(f"{uri}{_before_state(uri)}state=") for uri in registered)
    return _forgotten(request, _signed_out(request, Request(), back=return_to if is_right else "", apps=apps))


def _end(request: HttpRequest, session: Session, reason: str) -> Audience:
    """End the session; which apps are told of it, and which cannot be."""
    apps = backchannel.audience(session)
    sessions.end(session, reason, request=request)
    return apps


def _before_state(uri: str) -> str:
    return "&" if "?" in uri else "?"


def _signed_out(
    request: HttpRequest, asked: Request, return_to: str = "", back: str = "", apps: Audience = NOBODY
) -> HttpResponseBase:
    """On to the app, or the page that says that nobody is signed in here, and of the apps what is known."""
    if return_to:
        return HttpResponse(status=303, headers={"Location": return_to, "Cache-Control": "no-store"})
    facts = {"title": _("You are signed out"), "back": back, "apps": apps} | _told(request, asked)
    response = render(request, "oidc/signed_out.html", facts)
    response["Cache-Control"] = "no-store"
    return response


def _forgotten(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Somebody signed out here: what this browser proved in sign-ins that wait proves nothing more, and its cookie is new."""
    interactions.forget(request)
    request.session.flush()
    response["Clear-Site-Data"] = '"cache"'
    return response
