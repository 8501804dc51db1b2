"""Groups of people, in the hands of administrators; each may demand more of its members than the deployment does."""

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
            if "name" in changes:
                _refuse_owned(current)
            Group.objects.filter(pk=group.pk).update(**given)
            record(Action.GROUP_UPDATE, detail={"group": current.name, "changes": changes}, **told)
    except IntegrityError as error:
        raise _taken() from error
    return True


@transaction.atomic
def delete(group: Group, **told: Any) -> None:
    """Delete a group; its members stay, without what it demanded. Raises: AppError (409) where a file names it."""
    _refuse_owned(group)
    deleted, _rows = Group.objects.filter(pk=group.pk).delete()
    if deleted:
        record(Action.GROUP_DELETE, detail={"group": group.name, "mfa_policy": group.mfa_policy}, **told)


def _refuse_owned(group: Group) -> None:
    """A file that puts people into the group names it: applied again it would make a new one, which demands nothing."""
    if any("groups" in owned for owned in group.users.exclude(file_fields=[]).values_list("file_fields", flat=True)):
        raise AppError("managed_by_file", _("A configuration file manages this. Change it there."), status=409)


def _taken() -> AppError:
    message = _("There is a group with this name.")
    return AppError("group_taken", message, status=409, fields={"name": [message]})
