"""Declaring the resource servers that access tokens may be meant for. Spec: RFC 8707 §2; RFC 6749 §3.3."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction

from idp.audit.events import Action, record
from idp.clients.models import Resource
from idp.core.errors import AppError
from idp.protocol import rfc8252_registered_uri
from idp.protocol.rfc6749_scope import API_SCOPES, PERSON_SCOPES

LONGEST = 255
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,80}")


@transaction.atomic
def declare(
    identifier: str, scopes: Iterable[str], *, actor: str, owned_by_file: bool = False
) -> tuple[list[str] | None, list[str]]:
    """Make a resource have exactly these scopes; returns them as (before, after), before being None for a new one.

    Raises: AppError with the field that is wrong.
    """
    after = sorted(set(scopes))
    _check(identifier, after)
    known = Resource.objects.select_for_update().filter(identifier=identifier).first()
    before = known.scopes if known else None
    if before == after:
        return before, after
    Resource.objects.update_or_create(identifier=identifier, defaults={"scopes": after, "owned_by_file": owned_by_file})
    record(Action.RESOURCE_UPDATE, actor=actor, detail={"identifier": identifier, "scopes": [before, after]})
    return before, after


def _check(identifier: str, scopes: list[str]) -> None:
    why = rfc8252_registered_uri.fault(identifier)
    if not why and identifier.startswith("http://") and not settings.IDP.is_loopback:
        why = "must be https"
    if not why and len(identifier) > LONGEST:
        why = f"must have at most {LONGEST} characters"
    if not why and identifier in {settings.IDP.public_url, settings.IDP.api_resource}:
        why = "is this provider's own; its scopes are fixed"
    if why:
        raise AppError("bad_resource", f"{identifier[:LONGEST]!r} {why}", status=422, fields={"identifier": [why]})
    for scope in scopes:
        why = "" if _SCOPE.fullmatch(scope) else "must have 1 to 80 visible ASCII characters, no quotes or backslashes"
        if scope in PERSON_SCOPES | API_SCOPES:
            why = "is one of this provider's own scopes"
        if why:
            raise AppError("bad_scope", f"{scope[:100]!r} {why}", status=422, fields={"scopes": [why]})
