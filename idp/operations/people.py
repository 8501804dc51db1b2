"""What an operator does to a person's account: the acts of the staff, and finding and adding people."""

from idp.accounts import addresses, passwords, people
from idp.accounts.models import User
from idp.core import secrets
from idp.core.errors import AppError
from idp.lifecycle import administration
from idp.lifecycle.administration import OPERATOR, Deed

_DEED = Deed(None)


def _deed(reason: str) -> Deed:
    """An act of the operator, and why, where that was said. Raises: AppError (422) for more than a line."""
    return Deed(None, administration.checked_reason(reason)) if reason else _DEED


def find(email: str) -> User:
    """The person with this address. Raises: AppError."""
    user = User.objects.filter(email_canonical=addresses.canonical(email)).first()
    if user is None:
        raise AppError("unknown_user", f"Nobody has the address {email}.", status=404)
    return user


def add(
    email: str,
    password: str | None,
    *,
    name: str,
    username: str = "",
    is_verified: bool,
    is_admin: bool,
    groups: list[str],
) -> str | None:
    """Create a person; returns the password if it was made here.

    Raises: AppError (address or username taken or bad, weak password).
    """
    if password is not None:
        passwords.insist(password, inputs=[email, name])
    made = secrets.token(120) if password is None else None
    people.create_user(
        email,
        password=password or made,
        name=name,
        email_verified=is_verified,
        is_admin=is_admin,
        groups=groups,
        claims={"preferred_username": username} if username else None,
        actor=OPERATOR,
    )
    return made


def change_username(user: User, username: str) -> bool:
    """Give a person this username, also a reserved one or one of somebody who is gone; False if it is theirs already.

    Raises: AppError (bad or taken).
    """
    return bool(people.update_user(user, claims=user.claims | {"preferred_username": username}, actor=OPERATOR))


def lock(user: User, *, reason: str = "") -> int:
    """Nothing of this person works from now on; the clients are told. Returns how many sessions ended."""
    return administration.lock(user, _deed(reason))


def unlock(user: User, *, reason: str = "") -> bool:
    """Let the person sign in again; what ended stays ended. False if the account was not locked."""
    return administration.unlock(user, _deed(reason))


def sign_out_everywhere(user: User, *, reason: str = "") -> int:
    """End every session and grant of this person; returns how many sessions ended."""
    return administration.sign_out_everywhere(user, _deed(reason))


def reset_factors(user: User, *, reason: str = "") -> int:
    """For a lost phone: remove apps and recovery codes, end every session. Returns how many apps went."""
    return administration.reset_factors(user, _deed(reason))


def change_roles(user: User, *, is_admin: bool | None, is_helpdesk: bool | None) -> bool:
    """Give or take roles, None leaves one as it is; the person's sessions end. False if nothing changed."""
    return administration.change_roles(
        user,
        _DEED,
        is_admin=user.is_admin if is_admin is None else is_admin,
        is_helpdesk=user.is_helpdesk if is_helpdesk is None else is_helpdesk,
    )


def invite(email: str, *, name: str = "", groups: list[str]) -> User:
    """An account that waits for its owner, and the mail to them. Raises: AppError (address bad or taken)."""
    return administration.invite(email, _DEED, name=name, groups=groups)


def resend_invitation(user: User, *, reason: str = "") -> None:
    """Mail a new link. Raises: AppError once the account is in use."""
    administration.resend_invitation(user, _deed(reason))


def revoke_invitation(user: User, *, reason: str = "") -> None:
    """Take the invitation back and delete the unused account. Raises: AppError once the account is in use."""
    administration.revoke_invitation(user, _deed(reason))
