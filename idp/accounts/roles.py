"""Who may do what to whom in the console: one table, closed by default. Pure. Spec: OWASP ASVS 8.1.1, 8.2.1."""

from enum import StrEnum
from typing import Protocol


class Act(StrEnum):
    """What somebody of the staff does in the console."""

    FIND = "find"  # look at people and at what happened to one of them
    SIGN_OUT = "sign-out"
    RESET_FACTORS = "reset-mfa"
    RESEND_INVITATION = "resend"
    INVITE = "invite"
    REVOKE_INVITATION = "revoke"
    LOCK = "lock"
    UNLOCK = "unlock"
    CHANGE_ROLES = "roles"
    CHANGE_GROUPS = "groups"
    RELEASE = "release"  # take a person's fields back from a configuration file
    READ_AUDIT = "audit"
    MANAGE_CLIENTS = "clients"


class Account(Protocol):
    """What the table looks at."""

    pk: int
    is_active: bool
    is_admin: bool
    is_helpdesk: bool


HELPDESK = frozenset({Act.FIND, Act.SIGN_OUT, Act.RESET_FACTORS, Act.RESEND_INVITATION})
NOT_TO_ONESELF = frozenset({Act.LOCK, Act.CHANGE_ROLES, Act.RESET_FACTORS})  # another administrator does it, or nobody


def is_staff(account: Account) -> bool:
    """Whether this person has any role."""
    return account.is_admin or account.is_helpdesk


def may(actor: Account, act: Act, person: Account | None = None) -> bool:
    """Whether ``actor`` may do this, to ``person`` where it is done to one.

    The helpdesk reaches nobody who has a role, itself included.
    """
    if not actor.is_active or (person is not None and person.pk == actor.pk and act in NOT_TO_ONESELF):
        return False
    if actor.is_admin:
        return True
    return actor.is_helpdesk and act in HELPDESK and (person is None or not is_staff(person))
