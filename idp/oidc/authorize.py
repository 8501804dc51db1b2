"""The authorization endpoint. Spec: RFC 6749 §3.1, §4.1; OpenID Connect Core §3.1.2; RFC 9207; RFC 7636; RFC 8707.

Parse, find client and redirect_uri, check the protocol, ask the interaction's policy; with nothing left to ask the code is
issued at once, else the request is stored and the browser sent to it. Until client and redirect_uri are known to be right
no error leaves by redirect.
"""

import json
from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from idp.accounts import usernames
from idp.audit import anonymous
from idp.audit.events import Action
from idp.clients import registry
from idp.core import http, languages
from idp.core.routes import Policy, route
from idp.interaction import services, targets, views
from idp.interaction.context import Asked
from idp.mfa.policy import rank
from idp.oidc import engine, responses, tokens
from idp.protocol import oidc_authentication_request as authentication
from idp.protocol import oidc_claims
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import Parameters, parse

TARGET = "authorization"
_KEPT_APART = ("state", "login_hint", "ui_locales")  # members of their own, not once more among what was sent


@route(Policy.PUBLIC)
@csrf_exempt  # a client may send its request by a cross-site POST; nothing is decided here that a form token guards
def authorize(request: HttpRequest) -> HttpResponseBase:
    """GET or POST /oauth2/authorize."""
    if request.method not in {"GET", "HEAD", "POST"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    named = ""
    try:
        parameters = _parameters(request)
        named = parameters.get("client_id", "")
        languages.prefer(request, parameters.get("ui_locales", ""), languages.Say.CLIENT)
        client, redirect_uri = engine.validate_client(parameters)
    except OAuthError as error:
        return error_page(request, error, client_id=named)
    try:
        stored = checked(parameters)
    except OAuthError as error:
        return _refused(request, parameters, client.client_id, redirect_uri, error)
    if request.method == "POST":
        return views.begin(request, TARGET, stored, bind=False)  # Lax withholds cookies from a cross-site POST
    return _decide(request, stored)


def _decide(request: HttpRequest, stored: Mapping[str, Any]) -> HttpResponseBase:
    """Issue the code, answer prompt=none, or pause."""
    state = services.look(request, TARGET, stored)
    verdict = state.verdict
    if not verdict.is_done and verdict.prompt != "refused" and "none" not in state.context.asked.prompt:
        return views.begin(request, TARGET, dict(stored))
    with transaction.atomic():
        reference = services.record_decision(request, state, error=verdict.error)
        return complete(targets.Completion(request, stored, state.context, reference, state.session, verdict.error))


def complete(completion: targets.Completion) -> HttpResponseBase:
    """Answer the client from recorded facts: the code, or the error that the policy or the person decided."""
    stored, request = completion.parameters, completion.request
    redirect_uri, mode, state = stored["redirect_uri"], stored["response_mode"], stored["state"]
    client = registry.get(stored["client_id"])
    if client is None or not client.enabled:
        return error_page(request, engine.unusable(client), completion.reference, client_id=stored["client_id"])
    if completion.error:
        refusal = OAuthError(completion.error, _DESCRIPTIONS.get(completion.error, ""))
        return responses.respond(request, redirect_uri, mode, refusal.parameters(), state=state)
    session, context = completion.session, completion.context
    assert session is not None and session.user is not None and session.authenticated_at is not None
    usernames.ensure(session.user)  # somebody whom an older version of this code let in has none yet
    try:
        code = engine.issue_code(
            Parameters(stored["raw"], tuple(stored["resources"])),
            client,
            redirect_uri,
            engine.AuthorizationFacts(
                user=session.user,
                session=session,
                scopes=tuple(stored["scopes"]),
                resources=tuple(stored["resources"]),
                claims=stored["claims"],
                authenticated_at=session.authenticated_at,
                acr=reported_acr(session.acr, context.asked.essential_acr),
                amr=tuple(session.amr),
                mfa_policy=context.demanded_policy,
            ),
        )
    except OAuthError as error:
        if not error.redirectable:  # the redirect_uri was taken away while the person signed in
            return error_page(request, error, completion.reference, client_id=client.client_id)
        return responses.respond(request, redirect_uri, mode, error.parameters(), state=state)
    return responses.respond(request, redirect_uri, mode, {"code": code}, state=state)


def reported_acr(achieved: str, essential: tuple[str, ...]) -> str:
    """The acr to report: what was achieved, or the best essential value that it covers (OpenID Connect Core §5.5.1.1)."""
    covered = [acr for acr in essential if 0 < rank(acr) <= rank(achieved)]
    return achieved if not covered or achieved in essential else max(covered, key=rank)


def ask(stored: Mapping[str, Any], started_at: int) -> Asked:
    """What a stored request demands of the sign-in."""
    client = registry.get(stored["client_id"])
    acr_values = tuple(stored["acr_values"]) or (client.default_acr_values if client else ())
    return Asked(
        target=TARGET,
        started_at=started_at,
        prompt=frozenset(stored["prompt"]),
        max_age=stored["max_age"],
        acr_values=acr_values,
        essential_acr=tuple(stored["essential_acr"]),
        minimum_acr=client.minimum_acr if client else "",
        subs=tuple(stored["subs"]) if "subs" in stored else tuple(filter(None, [stored["hinted_sub"]])),  # of an older version
        client_id=stored["client_id"],
        client_enabled=client is not None and client.enabled,
        client_trusted=client is not None and client.trusted,
        scopes=frozenset(stored["scopes"]) | oidc_claims.implied_scopes(stored["claims"]),  # single claims need consent too
    )


def restart(stored: Mapping[str, Any]) -> str:
    """The request as the client sent it, to begin anew."""
    claims = {"claims": json.dumps(stored["claims"])} if stored["claims"] else {}
    sent = {name: stored[name] for name in _KEPT_APART if stored[name]} | stored["raw"] | claims
    return "/oauth2/authorize?" + urlencode([*sent.items(), *(("resource", uri) for uri in stored["resources_asked"])])


def form_action(stored: Mapping[str, Any]) -> list[str]:
    """Where forms of this interaction may end up."""
    return responses.form_action(stored["redirect_uri"])


def error_page(request: HttpRequest, error: OAuthError, reference: str = "", *, client_id: str = "") -> HttpResponse:
    """The request cannot be answered at the client: say so here, with a reference for `idp why`."""
    if not reference:
        reference = _told(request, error, client_id or request.GET.get("client_id", ""))
    client = registry.get(client_id) if client_id else None
    facts = {
        "cause": _CAUSES.get(error.detail, "request"),
        "code": error.error,
        "description": error.description,
        "reference": reference,
        "app": client.name if client else "",
        "is_address_foreign": True,  # links to this page in other languages would repeat what somebody wrote into it
    }
    response = render(request, "idp/refused.html", facts, status=error.status)
    for name, value in error.headers.items():
        response[name] = value
    return response


_CAUSES = {  # reason -> whose move it is, in the words of idp/refused.html; any other: the app sent what is not right
    "the client is turned off": "off",
    "the client is unknown": "unknown",
    "redirect_uri is not registered for this client.": "address",
    "redirect_uri is no longer registered": "changed",
    "Mismatching redirect URI.": "changed",
    "Invalid client_id parameter value.": "changed",
    "The request has changed.": "changed",
}
_DESCRIPTIONS = {
    "access_denied": "The person did not allow it.",
    "login_required": "The person must sign in.",
    "interaction_required": "The person must take a step.",
    "consent_required": "The person must consent.",
    "account_selection_required": "Choosing between accounts is not supported.",
    "unmet_authentication_requirements": "The demanded acr cannot be met.",
}


def _parameters(request: HttpRequest) -> Parameters:
    if request.method != "POST":
        return parse(request.META.get("QUERY_STRING", ""))
    if not http.is_form(request):
        raise OAuthError("invalid_request", "Send a form.", status=415)
    if request.META.get("QUERY_STRING"):
        raise OAuthError("invalid_request", "A POST carries its parameters in the body only.")
    return parse(request.body)


def _refused(
    request: HttpRequest, parameters: Parameters, client_id: str, redirect_uri: str, error: OAuthError
) -> HttpResponseBase:
    if not error.redirectable:
        return error_page(request, error, client_id=client_id)
    _told(request, error, client_id)
    mode = authentication.response_mode(parameters.get("response_mode", ""))
    return responses.respond(request, redirect_uri, mode, error.parameters(), state=parameters.get("state", ""))


def _told(request: HttpRequest, error: OAuthError, client_id: str) -> str:
    """The refusal's reference. Nobody has proved anything yet: anybody can name a client."""
    return anonymous.record_refusal(
        Action.AUTHORIZATION_DECIDE, reason=f"{error.error}: {error.detail}", request=request, client_id=client_id,
        detail={"error": error.error, "why": error.detail} | error.facts,
    )  # fmt: skip


def checked(parameters: Parameters) -> dict[str, Any]:
    """The request as an interaction keeps it: the client's own parameters, and what was read from them.

    The caller has validated client and redirect_uri. Raises: OAuthError, redirectable.
    """
    valid = engine.validate_authorization(parameters)
    asked = authentication.parse(parameters)
    hint = tokens.id_token_hint(asked.id_token_hint) if asked.id_token_hint else None
    if asked.id_token_hint and hint is None:
        raise OAuthError("invalid_request", "id_token_hint is not an ID token of this issuer.")
    subs = _subs(asked.subs, hint)
    stored = {
        "client_id": valid.client.client_id,
        "redirect_uri": valid.redirect_uri,
        "raw": {name: value for name, value in parameters.items() if name not in (*_KEPT_APART, "claims")},
        "scopes": list(valid.scopes),
        "resources": list(valid.resources),
        "resources_asked": list(parameters.resources),
        "response_mode": asked.response_mode,
        "state": asked.state,
        "prompt": sorted(asked.prompt),
        "max_age": asked.max_age,
        "acr_values": list(asked.acr_values),
        "essential_acr": list(asked.essential_acr),
        "claims": asked.claims,
        "login_hint": asked.login_hint,
        "ui_locales": parameters.get("ui_locales", ""),
        "subs": subs,
    }
    if not services.fits(stored):
        raise OAuthError("invalid_request", "The request is too large.")
    return stored


def _subs(wanted: frozenset[str] | None, hint: Mapping[str, Any] | None) -> list[str]:
    """The people who may answer: one of those that the claims parameter names, and the one of the hint; [] is everybody.

    Raises: OAuthError ``login_required`` where nobody can be all of them. Spec: OpenID Connect Core §3.1.2.1, §3.1.2.2.
    """
    hinted = frozenset({cast(str, hint["sub"])}) if hint else None
    named = [people for people in (wanted, hinted) if people is not None]
    subs = sorted(frozenset.intersection(*named)) if named else []
    if named and not subs:
        raise OAuthError("login_required", "Nobody is every person that the request names.")
    return subs
