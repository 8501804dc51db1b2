"""Everything that is kept about a person, as one JSON document for that person; secrets and their digests are left out.

Spec: GDPR Art. 15, 20; security case AP-02.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.clients.models import Consent
from idp.core import clock
from idp.lifecycle import activity
from idp.mfa import recovery
from idp.mfa.models import Authenticator
from idp.oidc.models import Grant
from idp.sessions.models import Session

FORMAT = 1
FILE_NAME = "account.json"


def document(user: User, *, request: HttpRequest | None = None) -> dict[str, Any]:
    """The person's data now. The caller demanded a fresh proof; that it was taken is recorded."""
    record(Action.USER_EXPORT, request=request, actor=user.sub, subject=user.sub)
    return {
        "format": FORMAT,
        "issuer": settings.IDP.public_url,
        "exported_at": clock.now(),
        "account": _account(user),
        "authenticators": list(_authenticators(user)),
        "recovery_codes_left": recovery.left(user),
        "sessions": list(_sessions(user)),
        "consents": list(_consents(user)),
        "grants": list(_grants(user)),
        "activity": list(_activity(user)),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "sub": user.sub,
        "email": user.email,
        "email_verified_at": user.email_verified_at,
        "name": user.name,
        "claims": user.told_claims,
        "locale": user.locale,
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "is_admin": user.is_admin,
        "is_helpdesk": user.is_helpdesk,
        "email_code_off": user.email_code_off,
        "created_at": user.created_at,
        "updated_at": user.updated_at,
        "deletion_at": user.deletion_at,
    }


def _authenticators(user: User) -> Iterable[dict[str, Any]]:
    for found in Authenticator.objects.filter(user=user).exclude(confirmed_at=None).order_by("pk"):
        yield {
            "type": found.type,
            "label": found.label,
            "created_at": found.created_at,
            "last_used_at": found.last_used_at,
        }


def _sessions(user: User) -> Iterable[dict[str, Any]]:
    for session in Session.objects.filter(user=user).order_by("pk"):
        yield {
            "sid": session.sid,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "ended_at": session.ended_at,
            "authenticated_at": session.authenticated_at,
            "acr": session.acr,
            "amr": session.amr,
            "factor": session.factor,
            "ip": session.ip,
            "user_agent": session.user_agent,
            "client_id": session.client_id,
        }


def _consents(user: User) -> Iterable[dict[str, Any]]:
    for consent in Consent.objects.filter(user=user).select_related("client").order_by("pk"):
        yield {
            "client_id": consent.client.client_id,
            "client_name": consent.client.name,
            "redirect_host": consent.redirect_host,
            "scopes": consent.scopes,
            "granted_at": consent.granted_at,
        }


def _grants(user: User) -> Iterable[dict[str, Any]]:
    for grant in Grant.objects.filter(user=user).exclude(activated_at=None).select_related("client", "session").order_by("pk"):
        yield {
            "client_id": grant.client.client_id,
            "sid": grant.session.sid,
            "scope": grant.scope,
            "resources": grant.resources,
            "created_at": grant.created_at,
            "last_used_at": grant.rotated_at,
            "expires_at": grant.expires_at,
            "revoked_at": grant.revoked_at,
        }


def _activity(user: User) -> Iterable[dict[str, Any]]:
    for event in activity.of(user).order_by("pk").iterator(chunk_size=500):
        entry = activity.entry(event, {}, user.locale)
        yield {
            "reference": entry.reference,
            "at": entry.at,
            "kind": entry.kind,
            "outcome": entry.outcome,
            "factor": entry.factor,
            "client_id": event.client_id,
            "ip": entry.ip,
            "device": entry.device,
        }
