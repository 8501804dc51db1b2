"""The grant types: what we demand beyond the engine. Each is find, check, spend, mint, respond, on one screen.

Here is what they share: one token request, the refusals, and the answer. Spec: RFC 6749 §5.1; OpenID Connect Core §3.1.3.3.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from idp.clients.registry import ClientRecord
from idp.core import clock
from idp.oidc import claims, resources, tokens
from idp.oidc.store import GrantRow
from idp.protocol import rfc8707_resource
from idp.protocol.errors import OAuthError
from idp.protocol.rfc6749_scope import OPENID


class StaleClient(Exception):
    """The parsed client is not the version that the database holds: load it, authenticate it again, start over."""


class Recorded(OAuthError):
    """A refusal that has its own audit event already."""


@dataclass
class Exchange:
    """One token request of an authenticated client, and what was found, spent and minted for it."""

    client: ClientRecord
    resources: tuple[str, ...]
    http: HttpRequest
    received_at: datetime = field(
        default_factory=clock.now
    )  # windows for retries close here, however long a lock makes us wait
    row: GrantRow | None = None
    presented_generation: int = 0
    answer: dict[str, Any] | None = None

    @property
    def grant(self) -> GrantRow:
        """The grant that was found."""
        assert self.row is not None
        return self.row


def invalid_grant(detail: str, error: type[OAuthError] = OAuthError, *, facts: Mapping[str, Any] | None = None) -> OAuthError:
    """The one public answer for a code or refresh token that is not accepted. Spec: RFC 6749 §5.2."""
    return error("invalid_grant", "The code or refresh token is not valid.", detail=detail, redirectable=False, facts=facts)


def audience_and_scopes(exchange: Exchange, scopes: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The audience of the access token, and of ``scopes`` those that the client still has and that mean something there.

    What the client has lost since the person granted it counts no more, be it resource or scope.
    Raises: OAuthError ``invalid_target`` or ``invalid_scope``. Spec: RFC 8707 §2.2; RFC 6749 §6.
    """
    audience = rfc8707_resource.audience(exchange.resources, exchange.grant.resources, settings.IDP.public_url)
    resources.check(exchange.client, [audience])
    held = [scope for scope in scopes if scope in exchange.client.scopes]
    effective = rfc8707_resource.effective_scopes(held, audience, settings.IDP.api_resource)
    if not effective:
        raise OAuthError("invalid_scope", "No scope is left to grant.", redirectable=False)
    return audience, effective


def answer(
    exchange: Exchange, audience: str, scopes: tuple[str, ...], moment: datetime, *, generation: int, nonce: str
) -> dict[str, Any]:
    """The token response of a grant, all tokens freshly signed."""
    row, client = exchange.grant, exchange.client
    members = bearer(tokens.access_token(row, audience, scopes, moment), scopes)
    if "refresh_token" in client.grant_types:
        members["refresh_token"] = tokens.refresh_token(row.handle, generation)
    if OPENID in scopes:
        members["id_token"] = tokens.id_token(
            client,
            row,
            moment,
            access_token=members["access_token"],
            nonce=nonce,
            claims=claims.in_id_token(row, client, frozenset(scopes)),
        )
    return members


def bearer(access_token: str, scopes: tuple[str, ...]) -> dict[str, Any]:
    """The members that every token response has. Spec: RFC 6749 §5.1; RFC 6750 §4."""
    members: dict[str, Any] = {
        "access_token": access_token,
        "token_type": "Bearer",
        "expires_in": int(settings.IDP.access_token_lifetime.total_seconds()),
    }
    return members | ({"scope": " ".join(scopes)} if scopes else {})
