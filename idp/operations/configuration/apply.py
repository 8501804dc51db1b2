"""Bring the deployment to what a file says: idempotent, all or nothing, a dry run is the real run rolled back.

Spec: the format is part of the product's outside contract; client metadata has the names of RFC 7591 §2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from idp.accounts import addresses
from idp.accounts import services as accounts
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.clients import registration
from idp.clients.models import Client, ClientSecret, Resource
from idp.core import secrets
from idp.core.errors import AppError
from idp.mfa import enrolment, recovery
from idp.operations.configuration import shape
from idp.operations.configuration.document import Document, FaultyDocument, LineFault, Path
from idp.protocol.rfc7591_registration import InvalidMetadata

ACTOR = "operator"
_SECRET_MEMBERS = frozenset({"client_secret"})


@dataclass(frozen=True)
class Change:
    """One difference between file and deployment. ``fields`` maps a member to (before, after), never secrets."""

    kind: str  # user | client | resource
    name: str
    action: str  # create | update
    fields: Mapping[str, Any] = field(default_factory=dict)
    client_secret: str | None = field(default=None, repr=False)  # generated just now; shown once


def apply(document: Document, *, dry_run: bool = False) -> list[Change]:
    """Apply a file; returns what changed. Raises: FaultyDocument, with nothing changed."""
    faults = shape.faults(document)
    if faults:
        raise FaultyDocument(faults)
    run = _Run(document)
    with transaction.atomic():
        run.section("resources", run.resource)
        run.section("users", run.user)
        run.section("clients", run.client)
        if run.faults:
            transaction.set_rollback(True)
            raise FaultyDocument(run.faults)
        if dry_run:
            transaction.set_rollback(True)
        elif run.changes:
            detail = {"changes": [f"{change.action} {change.kind} {change.name}" for change in run.changes][:200]}
            record(Action.OPERATOR_APPLY, actor=ACTOR, detail=detail)
    return run.changes


class _Run:
    """One pass over a file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[LineFault] = []
        self.changes: list[Change] = []
        self.seen: set[tuple[str, str]] = set()

    def section(self, name: str, step: Callable[[Path, dict[str, Any]], None]) -> None:
        """Take one section's entries in order; a faulty one does not hide the faults of the next."""
        for index, entry in enumerate(self.document.data.get(name) or []):
            try:
                with transaction.atomic():
                    step((name, index), entry)
            except InvalidMetadata as error:
                self.faults += [
                    self.document.fault(
                        (name, index, fault.field), f"{fault.value!r} {fault.why}" if fault.value else fault.why
                    )
                    for fault in error.faults
                ]
            except AppError as error:
                at = next(iter(error.fields), "")
                self.faults.append(self.document.fault((name, index, at) if at else (name, index), error.title))

    def resource(self, path: Path, entry: dict[str, Any]) -> None:
        identifier, scopes = entry["identifier"], sorted(set(entry.get("scopes") or []))
        self._once("resource", identifier)
        if not identifier.startswith("https://") or "#" in identifier or " " in identifier:
            raise AppError("bad_resource", "must be an https URI without fragment (RFC 8707)", fields={"identifier": [""]})
        known = Resource.objects.filter(identifier=identifier).first()
        if known is None:
            Resource.objects.create(identifier=identifier, scopes=scopes, owned_by_file=True)
            self.changes.append(Change("resource", identifier, "create", {"scopes": (None, scopes)}))
        elif known.scopes != scopes:
            self.changes.append(Change("resource", identifier, "update", {"scopes": (known.scopes, scopes)}))
            Resource.objects.filter(pk=known.pk).update(scopes=scopes, owned_by_file=True)

    def user(self, path: Path, entry: dict[str, Any]) -> None:
        canonical = addresses.canonical(addresses.parse(entry["email"]))
        self._once("user", canonical)
        given: dict[str, Any] = {
            name: entry[name]
            for name in ("password", "password_hash", "email_verified", "is_admin", "groups", "claims")
            if name in entry
        }
        user = User.objects.filter(email_canonical=canonical).first()
        if user is None:
            user = accounts.create_user(entry["email"], **given, actor=ACTOR)
            self._factors(path, user, entry)
            self.changes.append(Change("user", canonical, "create"))
            return
        changed = accounts.update_user(user, **given, actor=ACTOR) + self._factors(path, user, entry)
        if changed:
            self.changes.append(Change("user", canonical, "update", dict.fromkeys(changed, "changed")))

    def _factors(self, path: Path, user: User, entry: dict[str, Any]) -> list[str]:
        changed = []
        for index, factor in enumerate(entry.get("factors") or []):
            try:
                if factor["type"] == "totp":
                    is_new = enrolment.import_totp(user, factor["secret"], factor.get("label") or "")
                else:
                    is_new = recovery.import_codes(user, factor["codes"])
            except AppError as error:
                self.faults.append(self.document.fault((*path, "factors", index, *error.fields), error.title))
                continue
            changed += [factor["type"]] if is_new else []
        return changed

    def client(self, path: Path, entry: dict[str, Any]) -> None:
        client_id = entry.get("client_id")
        client = Client.objects.filter(client_id=client_id).first() if client_id else None
        if client_id:
            self._once("client", str(client_id))
        if client is None:
            made = registration.register(entry, actor=ACTOR, owned_by_file=True)
            fields = {name: (None, value) for name, value in registration.describe(made.client).items()}
            self.changes.append(Change("client", made.client.client_id, "create", fields, made.client_secret))
            return
        metadata = {name: value for name, value in entry.items() if name not in _SECRET_MEMBERS}
        changes: dict[str, Any] = dict(registration.update(client, metadata, actor=ACTOR, owned_by_file=True))
        if _secret_differs(client, entry):
            registration.replace_secret(client, entry["client_secret"], actor=ACTOR)
            changes |= {"client_secret": "changed"}
        if changes:
            self.changes.append(Change("client", client.client_id, "update", changes))

    def _once(self, kind: str, name: str) -> None:
        if (kind, name) in self.seen:
            raise AppError("twice", f"{name} is in the file twice")
        self.seen.add((kind, name))


def _secret_differs(client: Client, entry: Mapping[str, Any]) -> bool:
    secret = entry.get("client_secret")
    if not isinstance(secret, str):
        return False
    return not ClientSecret.objects.filter(client=client, secret_hash=secrets.digest(secret)).exists()
