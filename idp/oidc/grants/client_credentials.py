"""The client's own access token: no person, no refresh token, nothing stored. Spec: RFC 6749 §4.4; RFC 9068 §5."""

from collections.abc import Iterable

import structlog
from django.conf import settings

from idp.clients.registry import ClientRecord
from idp.core import clock
from idp.oidc import resources, store, tokens
from idp.oidc.grants import Exchange, StaleClient, bearer
from idp.protocol import rfc8707_resource
from idp.protocol.errors import OAuthError
from idp.protocol.rfc6749_scope import PERSON_SCOPES

log = structlog.get_logger("idp.oidc")


def check(exchange: Exchange) -> None:
    """Only a confidential client, in the state that the database holds now. Raises: OAuthError, StaleClient."""
    if exchange.client.is_public:
        raise OAuthError("unauthorized_client", "This client cannot authenticate for this grant type.", redirectable=False)
    found = store.load_client(exchange.client.client_id)
    if found is None or (found.version, found.is_enabled) != (exchange.client.version, exchange.client.enabled):
        raise StaleClient


def allowed_scopes(client: ClientRecord) -> frozenset[str]:
    """The client's scopes that mean something without a person; all of them are the default."""
    return client.scopes - PERSON_SCOPES


def issue(exchange: Exchange, scopes: Iterable[str]) -> None:
    """Mint. Raises: OAuthError ``invalid_target``."""
    client, moment = exchange.client, clock.now()
    asked = resources.check(client, exchange.resources)
    audience = rfc8707_resource.audience(asked, asked, settings.IDP.public_url)
    effective = rfc8707_resource.effective_scopes(scopes, audience, settings.IDP.api_resource)
    exchange.answer = bearer(tokens.client_access_token(client, audience, effective, moment), effective)
    log.info("issued to a client", client_id=client.client_id)
