"""What an operator does to a person's account: use cases over several rooms, each in one transaction."""

from django.db import transaction

from idp.accounts import addresses, passwords, people
from idp.accounts.models import User
from idp.core import secrets
from idp.core.errors import AppError
from idp.lifecycle import sign_out
from idp.mfa import enrolment

ACTOR = "operator"


def find(email: str) -> User:
    """The person with this address. Raises: AppError."""
    user = User.objects.filter(email_canonical=addresses.canonical(email)).first()
    if user is None:
        raise AppError("unknown_user", f"Nobody has the address {email}.", status=404)
    return user


def add(email: str, password: str | None, *, name: str, is_verified: bool, is_admin: bool, groups: list[str]) -> str | None:
    """Create a person; returns the password if it was made here. Raises: AppError (address taken or bad, weak password)."""
    if password is not None and (problems := passwords.strength(password, inputs=[email, name])):
        raise AppError("weak_password", problems[0], status=422, fields={"password": problems})
    made = secrets.token(120) if password is None else None
    people.create_user(
        email, password=password or made, name=name, email_verified=is_verified, is_admin=is_admin, groups=groups, actor=ACTOR
    )
    return made


@transaction.atomic
def lock(user: User) -> int:
    """Nothing of this person works from now on; the clients are told. Returns how many sessions ended."""
    ended = sign_out.everywhere(user, "locked by an operator", actor=ACTOR)
    people.update_user(user, is_active=False, actor=ACTOR)
    return ended


def unlock(user: User) -> bool:
    """Let the person sign in again; what ended stays ended. False if the account was not locked."""
    return bool(people.update_user(user, is_active=True, actor=ACTOR))


def sign_out_everywhere(user: User) -> int:
    """End every session and grant of this person; returns how many sessions ended."""
    return sign_out.everywhere(user, "signed out by an operator", actor=ACTOR)


@transaction.atomic
def reset_factors(user: User) -> int:
    """For a lost phone: remove apps and recovery codes, end every session. Returns how many apps went."""
    sign_out.everywhere(user, "second factor reset by an operator", actor=ACTOR)
    return enrolment.reset(user, actor=ACTOR)
