"""Bring the deployment to what a file says: idempotent, all or nothing, a dry run is the real run rolled back.

Spec: the format is part of the product's outside contract; client metadata has the names of RFC 7591 §2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from idp.accounts import addresses, groups, people
from idp.accounts import services as accounts
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.clients import registration, resources
from idp.clients.models import Client
from idp.core.errors import AppError
from idp.mfa import enrolment, recovery
from idp.operations.configuration import shape
from idp.operations.configuration.document import Document, FaultyDocument, LineFault, Path
from idp.protocol.rfc7591_registration import InvalidMetadata

ACTOR = "operator"
OWNED = "managed_by_file"  # in a change: the members that the file owned before, and those that it owns now


@dataclass(frozen=True)
class Change:
    """One difference between file and deployment. ``fields`` maps a member to (before, after), never secrets."""

    kind: str  # group | user | client | resource
    name: str
    action: str  # create | update | own: only who manages it changes
    fields: Mapping[str, Any] = field(default_factory=dict)
    client_secret: str | None = field(default=None, repr=False)  # generated just now; shown once
    sub: str = ""  # of a person: what the record says in place of the address, for events are never erased

    @property
    def recorded(self) -> str:
        return f"{self.action} {self.kind} {self.sub or self.name}"


def apply(document: Document, *, dry_run: bool = False) -> list[Change]:
    """Apply a file; returns what changed. Raises: FaultyDocument, with nothing changed."""
    faults = shape.faults(document)
    if faults:
        raise FaultyDocument(faults)
    run = _Run(document)
    with transaction.atomic():
        run.section("resources", run.resource)
        run.section("groups", run.group)
        run.section("users", run.user)
        run.section("clients", run.client)
        if run.faults:
            transaction.set_rollback(True)
            raise FaultyDocument(run.faults)
        if dry_run:
            transaction.set_rollback(True)
        elif run.changes:
            detail = {"changes": [change.recorded for change in run.changes][:200]}
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
                        (name, index, fault.field, *([] if fault.index is None else [fault.index])),
                        f"{fault.value!r} {fault.why}" if fault.value else fault.why,
                    )
                    for fault in error.faults
                ]
            except AppError as error:
                self.faults.append(self.document.fault((name, index, *_place(error)), error.title))

    def resource(self, path: Path, entry: dict[str, Any]) -> None:
        identifier = entry["identifier"]
        self._once("resource", identifier)
        before, after = resources.declare(identifier, entry.get("scopes") or [], actor=ACTOR, owned_by_file=True)
        if before != after:
            action = "create" if before is None else "update"
            self.changes.append(Change("resource", identifier, action, {"scopes": (before, after)}))

    def group(self, path: Path, entry: dict[str, Any]) -> None:
        name, owns = entry["name"], sorted(member for member, value in entry.items() if value is not None)
        self._once("group", name)
        declared = groups.declare(name, entry.get("mfa_policy"), file_fields=owns, actor=ACTOR)
        if declared.is_new:
            self.changes.append(Change("group", name, "create", declared.changes))
        else:
            self._changed("group", name, declared.changes, declared.owned, owns)

    def user(self, path: Path, entry: dict[str, Any]) -> None:
        canonical = addresses.canonical(addresses.parse(entry["email"]))
        self._once("user", canonical)
        given: dict[str, Any] = {
            name: entry[name]
            for name in ("password", "password_hash", "email_verified", "is_admin", "is_helpdesk", "groups", "claims")
            if entry.get(name) is not None
        }
        if "claims" in given:
            given["claims"] = _told(given["claims"])
        owns = _owned_of_person(given)
        user = User.objects.filter(email_canonical=canonical).first()
        if user is None:
            user = accounts.create_user(entry["email"], **given, actor=ACTOR)
            people.own(user, owns)
            self._factors(path, user, entry)
            self.changes.append(Change("user", canonical, "create", sub=user.sub))
            return
        owned = list(user.file_fields)
        changed = accounts.update_user(user, **given, actor=ACTOR) + self._factors(path, user, entry)
        people.own(user, owns)
        self._changed("user", canonical, dict.fromkeys(changed, "changed"), owned, owns, sub=user.sub)

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
        client, named = self._known_client(entry), _named(entry)
        if client is None:
            made = registration.register(entry, actor=ACTOR, file_fields=named)
            fields = {name: (None, value) for name, value in registration.describe(made.client).items()}
            self.changes.append(Change("client", made.client.client_id, "create", fields, made.client_secret))
            return
        owned = list(client.file_fields)
        of_others = {name: value for name, value in registration.describe(client).items() if name not in {*owned, *named}}
        given = {name: value for name, value in entry.items() if value is not None}
        updated = registration.update(client, of_others | given, actor=ACTOR, file_fields=named)
        changes: dict[str, Any] = dict(updated.changes) | ({"client_secret": "changed"} if updated.is_secret_replaced else {})
        self._changed("client", client.client_id, changes, owned, client.file_fields, updated.client_secret)

    def _changed(
        self, kind: str, name: str, fields: dict[str, Any], owned: list[str], owns: list[str], secret: str | None = None, *,
        sub: str = "",
    ) -> None:  # fmt: skip
        """Note an update, or that the file only owns more or less than before; what is as it was is no change."""
        if owned != owns:
            fields = fields | {OWNED: (owned, owns)}
        if fields:
            action = "own" if fields.keys() == {OWNED} else "update"
            self.changes.append(Change(kind, name, action, fields, secret, sub))

    def _known_client(self, entry: dict[str, Any]) -> Client | None:
        """The client that an entry means: by client_id; without one, the client that an earlier run of a file made."""
        if client_id := entry.get("client_id"):
            self._once("client", str(client_id))
            return Client.objects.filter(client_id=client_id).first()
        name = str(entry.get("client_name"))
        self._once("client without client_id", name)
        named = {one.get("client_id") for one in self.document.data["clients"] if isinstance(one, dict)} - {None}
        ours = list(Client.objects.filter(owned_by_file=True, name=name).exclude(client_id__in=named)[:2])
        if len(ours) > 1:
            raise AppError("ambiguous", f"several clients have the name {name}; give the client_id")
        return ours[0] if ours else None

    def _once(self, kind: str, name: str) -> None:
        if (kind, name) in self.seen:
            raise AppError("twice", f"{name} is in the file twice")
        self.seen.add((kind, name))


def _place(error: AppError) -> Path:
    """Where in an entry the member is that cannot be."""
    member = next(iter(error.fields), "")
    return ("claims", member) if member in shape.CLAIMS else (member,) if member else ()


def _named(entry: Mapping[str, Any]) -> list[str]:
    """The members of a client that its entry sets, and so owns."""
    return sorted(name for name, value in entry.items() if value is not None and name != "client_id")


def _owned_of_person(given: Mapping[str, Any]) -> list[str]:
    """The members of a person that an entry sets, claim by claim."""
    names = {"password" if name == "password_hash" else name for name in given if name != "claims"}
    return sorted(names | {f"claims.{name}" for name in given.get("claims", {})})


def _told(claims: Mapping[str, Any]) -> dict[str, Any]:
    """Claims without those that the file leaves empty."""
    return {
        name: _told(value) if isinstance(value, dict) else value for name, value in claims.items() if value not in (None, {})
    }
