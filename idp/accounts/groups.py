"""Groups of people, in the hands of administrators; each may demand more of its members than the deployment does."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from idp.accounts.models import Group
from idp.audit.events import Action, record
from idp.core.errors import AppError

POLICIES = ("", "required", "mfa")  # a group may demand more than IDP_MFA_POLICY, never less
LONGEST_NAME = 80


def listed() -> "QuerySet[Group]":
    """Every group by name, with ``members``."""
    return Group.objects.annotate(members=Count("users")).order_by("name")


def checked(name: str, mfa_policy: str) -> tuple[str, str]:
    """Both as they are stored. Raises: AppError (422)."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        message = _("Use a name of at most 80 characters.")
        raise AppError("bad_group_name", message, status=422, fields={"name": [message]})
    if mfa_policy not in POLICIES:
        message = _("Choose one of these.")
        raise AppError("bad_mfa_policy", message, status=422, fields={"mfa_policy": [message]})
    return name, mfa_policy


def create(name: str, mfa_policy: str, **told: Any) -> Group:
    """A new group; ``told`` is who made it and why. Raises: AppError (422; 409 where the name is taken)."""
    name, mfa_policy = checked(name, mfa_policy)
    try:
        with transaction.atomic():
            group = Group.objects.create(name=name, mfa_policy=mfa_policy)
            record(Action.GROUP_UPDATE, detail={"group": name, "changes": {"mfa_policy": ["", mfa_policy]}}, **told)
    except IntegrityError as error:
        raise _taken() from error
    return group


def update(group: Group, name: str, mfa_policy: str, **told: Any) -> bool:
    """Rename a group or change what it demands; False if nothing changed.

    Raises: AppError (422; 409 where the name is taken, or a configuration file names the group).
    """
    name, mfa_policy = checked(name, mfa_policy)
    try:
        with transaction.atomic():
            current = Group.objects.select_for_update().get(pk=group.pk)
            given = {"name": name, "mfa_policy": mfa_policy}
            changes = {field: [getattr(current, field), value] for field, value in given.items()}
            changes = {field: change for field, change in changes.items() if change[0] != change[1]}
            if not changes:
                return False
            _refuse_owned(current, changes)
            Group.objects.filter(pk=group.pk).update(**given)
            record(Action.GROUP_UPDATE, detail={"group": current.name, "changes": changes}, **told)
    except IntegrityError as error:
        raise _taken() from error
    return True


@transaction.atomic
def delete(group: Group, **told: Any) -> None:
    """Delete a group; its members stay, without what it demanded. Raises: AppError (409) where a file names it."""
    _refuse_owned(Group.objects.select_for_update().filter(pk=group.pk).first() or group, {"name"})
    deleted, _rows = Group.objects.filter(pk=group.pk).delete()
    if deleted:
        record(Action.GROUP_DELETE, detail={"group": group.name, "mfa_policy": group.mfa_policy}, **told)


@dataclass(frozen=True)
class Declared:
    """What a file changed of a group: (before, after) for each member, and what the file owned before."""

    is_new: bool
    changes: dict[str, tuple[str | None, str]]
    owned: list[str]


@transaction.atomic
def declare(name: str, mfa_policy: str | None, *, file_fields: list[str], actor: str) -> Declared:
    """Bring a group to what a configuration file says; a demand that it does not name stays. Raises: AppError (422)."""
    if mfa_policy is not None and mfa_policy not in POLICIES:
        why = f"must be {' or '.join(POLICIES[1:])}, or empty"
        raise AppError("bad_mfa_policy", why, status=422, fields={"mfa_policy": [why]})
    group, is_new = Group.objects.select_for_update().get_or_create(name=name)
    owned, before = list(group.file_fields), group.mfa_policy
    after = before if mfa_policy is None else mfa_policy
    if (before, owned) != (after, file_fields):
        Group.objects.filter(pk=group.pk).update(mfa_policy=after, file_fields=file_fields)
    changes: dict[str, tuple[str | None, str]] = {"mfa_policy": (None if is_new else before, after)}
    if not is_new and before == after:
        return Declared(is_new, {}, owned)
    record(Action.GROUP_UPDATE, actor=actor, detail={"group": name, "changes": {"mfa_policy": [before, after]}})
    return Declared(is_new, changes, owned)


@transaction.atomic
def release(group: Group, **told: Any) -> None:
    """Take a group back from the configuration file that sets it."""
    owned = Group.objects.select_for_update().get(pk=group.pk).file_fields
    if owned:
        Group.objects.filter(pk=group.pk).update(file_fields=[])
        record(Action.GROUP_UPDATE, detail={"group": group.name, "released_from_file": owned}, **told)


def _refuse_owned(group: Group, changed: Collection[str]) -> None:
    """What a file sets is changed there; one that puts people into a group makes a new one where the name is gone."""
    named_by_people = "name" in changed and any(
        "groups" in owned for owned in group.users.exclude(file_fields=[]).values_list("file_fields", flat=True)
    )
    if named_by_people or set(changed) & set(group.file_fields):
        raise AppError("managed_by_file", _("A configuration file manages this. Change it there."), status=409)


def _taken() -> AppError:
    message = _("There is a group with this name.")
    return AppError("group_taken", message, status=409, fields={"name": [message]})
