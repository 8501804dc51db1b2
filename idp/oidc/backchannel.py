"""Telling clients that a session ended. Spec: OpenID Connect Back-Channel Logout 1.0 §2.4, §2.5, §2.7.

A session's end leaves an outbox entry; here it becomes one delivery per client that holds tokens of that session. A
delivery is retried with growing pauses and leaves an audit event whatever its end.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from idp.audit.events import Action, record
from idp.clients import registry
from idp.core import fetch, outbox
from idp.oidc import tokens
from idp.oidc.models import Grant
from idp.sessions.models import Session

KIND = "oidc.backchannel_logout"
LIFETIME = timedelta(hours=2)


@dataclass(frozen=True)
class Audience:
    """The names of the clients that hold tokens of a session: whom its end is told, and who cannot be told."""

    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


NOBODY = Audience()


def audience(session: Session) -> Audience:
    """Who is going to be told of this session's end. Whether it arrives is known later, and only here."""
    found = [client for client in map(registry.get, _clients_of(session)) if client is not None]
    is_told = [bool(client.backchannel_logout_uri and not fetch.obstacle(client.backchannel_logout_uri)) for client in found]
    return Audience(
        tuple(sorted(client.name for client, told in zip(found, is_told, strict=True) if told)),
        tuple(sorted(client.name for client, told in zip(found, is_told, strict=True) if not told)),
    )


def _clients_of(session: Session) -> list[str]:
    held = Grant.objects.filter(session=session).exclude(activated_at=None)
    return sorted(set(held.values_list("client__client_id", flat=True)))


def session_ended(payload: dict[str, Any], _sealed: dict[str, str]) -> None:
    """Outbox handler: one delivery for each client with a grant of the session and a back-channel logout URI."""
    session = Session.objects.select_related("user").filter(pk=payload["session_id"]).first()
    if session is None or session.user is None:
        return
    for client_id in _clients_of(session):
        tell(client_id, session.user.sub, [session.sid])


def tell(client_id: str, sub: str, sids: Iterable[str]) -> None:
    """Queue one delivery per session to a client that has a back-channel logout URI, in the caller's transaction."""
    client = registry.get(client_id)
    if client is not None and client.backchannel_logout_uri:
        for sid in sorted(sids):
            payload = {"client_id": client_id, "sub": sub, "sid": sid}
            outbox.enqueue(KIND, payload, lifetime=LIFETIME, share=client_id)


def deliver(payload: dict[str, Any], _sealed: dict[str, str]) -> None:
    """Outbox handler: POST a fresh logout token to one client.

    Raises: outbox.PermanentFailure where nobody may be called; outbox.Away where nobody answers, so that all for this client
    waits; outbox.NotYet where the client refuses this one.
    """
    client = registry.get(payload["client_id"])
    if client is None or not client.backchannel_logout_uri:
        return
    token = tokens.logout_token(client, sub=payload["sub"], sid=payload["sid"])
    try:
        status, _body = fetch.post_form(client.backchannel_logout_uri, {"logout_token": token})
    except fetch.Refused as error:
        _record(payload, "refused", str(error))
        raise outbox.PermanentFailure(str(error)) from error
    except fetch.Unreachable as error:
        raise outbox.Away from error
    if status not in {200, 204}:
        _record(payload, "refused", f"status {status}")
        raise outbox.NotYet
    _record(payload, "success", f"status {status}")


def _record(payload: dict[str, Any], outcome: str, reason: str) -> None:
    record(
        Action.LOGOUT_DELIVER,
        outcome=outcome,
        reason=reason,
        subject=payload["sub"],
        client_id=payload["client_id"],
        sid=payload["sid"],
    )
