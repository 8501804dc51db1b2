"""The door to django-oauth-toolkit and oauthlib: nothing else in `oidc` imports them. Spec: RFC 6749; RFC 7636; RFC 8707.

Only the parameters that the engine needs are handed in, so that none of its request's other attributes can be smuggled.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749 import errors

from idp.clients import registry
from idp.clients.registry import ClientRecord
from idp.oidc import resources, store
from idp.oidc.engine.server import Server
from idp.oidc.grants import Exchange
from idp.oidc.grants.authorization_code import AuthorizationFacts
from idp.protocol import rfc9700_redirect_difference as difference
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import Parameters

__all__ = [
    "AuthorizationFacts", "CheckedAuthorization", "issue_code", "token_response", "unusable", "validate_authorization",
    "validate_client",
]  # fmt: skip
_AUTHORIZATION = (
    "response_type", "client_id", "redirect_uri", "scope", "code_challenge", "code_challenge_method", "nonce",
)  # fmt: skip
_TOKEN = ("grant_type", "code", "redirect_uri", "code_verifier", "refresh_token", "scope", "client_id")
_ENDPOINT = "https://engine.invalid/"  # oauthlib wants a URI; it is never compared with anything
_DESCRIPTIONS = {
    "invalid_grant": "The code or refresh token is not valid.",
    "invalid_scope": "A scope is missing, unknown, or not for this client.",
    "unauthorized_client": "This client may not use this grant type or response type.",
}
_ASKED = ("grant_type", "response_type", "scope", "code_challenge_method")  # what the record of a refusal keeps of it
_LONGEST_FACT = 200
_server = Server()


@dataclass(frozen=True)
class CheckedAuthorization:
    """An authorization request that client, redirect URI and protocol allow."""

    client: ClientRecord
    redirect_uri: str
    scopes: tuple[str, ...]
    resources: tuple[str, ...]


def unusable(client: ClientRecord | None) -> OAuthError:
    """Why nobody can sign in with this client. A client_id is public: which of the two it is, people need to know."""
    if client is None:
        return OAuthError("unauthorized_client", "This client is unknown.", detail="the client is unknown", redirectable=False)
    description = "This client is turned off."
    return OAuthError("unauthorized_client", description, detail="the client is turned off", redirectable=False)


def validate_client(parameters: Parameters) -> tuple[ClientRecord, str]:
    """The client and redirect_uri of an authorization request, in the state that the database holds now.

    Raises: OAuthError, not redirectable. Spec: RFC 6749 §3.1.2.4; RFC 9700 §2.1.
    """
    client_id, redirect_uri = parameters.get("client_id", ""), parameters.get("redirect_uri", "")
    if not client_id:
        raise OAuthError("invalid_request", "client_id is missing.", redirectable=False)
    found = store.load_client(client_id)
    client = registry.get(client_id, version=found.version) if found else None
    if client is None or not client.enabled:
        raise unusable(client)
    if not redirect_uri:
        raise OAuthError("invalid_request", "redirect_uri is missing.", redirectable=False)
    if not client.may_redirect_to(redirect_uri):
        facts = difference.facts(redirect_uri, client.redirect_uris, any_port=client.has_any_port)
        raise OAuthError("invalid_request", "redirect_uri is not registered for this client.", redirectable=False, facts=facts)
    return client, redirect_uri


def validate_authorization(parameters: Parameters) -> CheckedAuthorization:
    """Check an authorization request. Raises: OAuthError, redirectable once client and redirect_uri are right.

    Spec: RFC 6749 §4.1.1; RFC 7636 §4.4; RFC 8707 §2.1.
    """
    request = _validated(parameters)
    client: ClientRecord = request.client
    scopes = tuple(dict.fromkeys(request.scopes))
    return CheckedAuthorization(client, request.redirect_uri, scopes, resources.check(client, parameters.resources))


def issue_code(parameters: Parameters, client: ClientRecord, redirect_uri: str, facts: AuthorizationFacts) -> str:
    """Validate the request once more and issue its code. ``parameters`` are those of the request as it was stored.

    Raises: OAuthError when the client has changed meanwhile, or the facts do not suffice; see ``redirectable``.
    """
    request = _validated(parameters)
    is_same = (request.client.client_id, request.redirect_uri) == (client.client_id, redirect_uri)
    if not is_same or not set(facts.scopes) <= set(request.scopes):
        raise OAuthError("invalid_request", "The request has changed.", redirectable=False)
    resources.check(request.client, facts.resources)
    request.facts = facts
    code: dict[str, str] = _server.code_grant.create_authorization_code(request)
    _server.validator.save_authorization_code(request.client_id, code, request)
    return code["code"]


def token_response(parameters: Parameters, client: ClientRecord, http: HttpRequest) -> dict[str, Any]:
    """Redeem what an authenticated client presents at the token endpoint.

    Raises: OAuthError; StaleClient when ``client`` must be loaded and authenticated again. Spec: RFC 6749 §4.1.3, §4.4.2, §6.
    """
    grant_type = parameters.get("grant_type", "")
    if not grant_type:
        raise OAuthError("invalid_request", "grant_type is missing.", redirectable=False)
    handler = _server.grant_types.get(grant_type)
    if handler is None:
        raise OAuthError("unsupported_grant_type", "This grant type does not exist here.", redirectable=False)
    exchange = Exchange(client, parameters.resources, http)
    request = Request(_ENDPOINT, "POST", urlencode(_chosen(parameters, _TOKEN)))
    request.exchange = exchange
    request.client_id = client.client_id
    request.scopes = request.scope.split(" ") if request.scope else None
    _, body, status = handler.create_token_response(request, _server.default_token_type)
    if status != 200 or exchange.answer is None:
        raise _refusal(json.loads(body), status, parameters)
    return exchange.answer


def _validated(parameters: Parameters) -> Request:
    """oauthlib's request after all its checks."""
    try:
        _, facts = _server.validate_authorization_request(f"{_ENDPOINT}?{urlencode(_chosen(parameters, _AUTHORIZATION))}")
    except errors.FatalClientError as error:
        description = "client_id or redirect_uri is wrong."
        raise OAuthError("invalid_request", description, detail=error.description, redirectable=False) from error
    except errors.OAuth2Error as error:
        members = {"error": error.error, "error_description": error.description}
        raise _refusal(members, error.status_code, parameters) from error
    return facts["request"]


def _chosen(parameters: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    chosen = {name: parameters[name] for name in names if name in parameters}
    if "scope" in chosen:
        chosen["scope"] = " ".join(chosen["scope"].split())
    return chosen


def _refusal(members: Mapping[str, str], status: int, parameters: Mapping[str, str]) -> OAuthError:
    """oauthlib's error as ours. Its descriptions are fixed texts too."""
    error, description = members["error"], members.get("error_description", "")
    facts = {name: parameters[name][:_LONGEST_FACT] for name in _ASKED if name in parameters}
    return OAuthError(error, _DESCRIPTIONS.get(error, description), detail=description or error, status=status, facts=facts)
