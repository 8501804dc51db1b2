"""`idp user`: people, from the administrator's shell."""

import sys
from argparse import BooleanOptionalAction
from typing import Any

from django.core.management.base import CommandParser
from django.db.models import Exists, OuterRef, Q

from idp.accounts.models import User
from idp.core.errors import AppError
from idp.mfa.models import Authenticator
from idp.operations import people
from idp.operations.command import Answer, OperatorCommand

_ON_ONE = {
    "resend": "mail a new link to somebody who was invited",
    "revoke": "take an invitation back; the unused account is deleted",
    "lock": "nothing of this person works from now on, until unlocked",
    "unlock": "let the person sign in again",
    "sign-out": "end every session and grant of the person",
    "reset-mfa": "for a lost phone: remove apps and recovery codes, end every session",
}


class Command(OperatorCommand):
    """Exit codes: 0 done, 1 refused (nobody has the address, it is taken, the password is weak), 2 wrong usage."""

    help = "Add, invite, list and lock people; sign them out; change roles; reset their second factor"
    example = "idp user add ada@example.org --name 'Ada Lovelace' --verified --admin"
    seals_secrets = True

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(
            dest="subcommand", required=True, metavar="|".join(["add", "invite", "list", "roles", "username", *_ON_ONE])
        )
        add = commands.add_parser("add", help="create a person; without --password-stdin a password is made and shown once")
        add.add_argument("email")
        add.add_argument("--name", default="", help="as other people see it")
        add.add_argument("--username", default="", help="what apps call the person; made from the address by default")
        add.add_argument("--password-stdin", action="store_true", help="read the password from the first line of the input")
        add.add_argument("--verified", action="store_true", help="the address is known to be the person's")
        add.add_argument("--admin", action="store_true", help="an administrator")
        add.add_argument("--group", action="append", default=[], metavar="NAME", help="may be repeated")
        invite = commands.add_parser("invite", help="mail somebody a link to choose name and password")
        invite.add_argument("email")
        invite.add_argument("--name", default="", help="the person can change it")
        invite.add_argument("--group", action="append", default=[], metavar="NAME", help="may be repeated")
        change = commands.add_parser("roles", help="give and take roles; the person is signed out everywhere")
        change.add_argument("email")
        change.add_argument("--admin", action=BooleanOptionalAction, help="administrator, or no longer")
        change.add_argument("--helpdesk", action=BooleanOptionalAction, help="helpdesk, or no longer")
        rename = commands.add_parser("username", help="change what apps call a person; the earlier name goes to nobody else")
        rename.add_argument("email")
        rename.add_argument("username")
        listing = commands.add_parser("list", help="people, by address")
        listing.add_argument("--search", default="", metavar="TEXT", help="only those with TEXT in address or name")
        for name, words in _ON_ONE.items():
            one = commands.add_parser(name, help=words)
            one.add_argument("email")
            one.add_argument("--reason", default="", metavar="TEXT", help="why, for the audit log")
        for command in commands.choices.values():
            command.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *, subcommand: str, as_json: bool, **options: Any) -> None:
        if subcommand == "add":
            data, words = _add(**options)
        elif subcommand == "invite":
            data, words = _invite(**options)
        elif subcommand == "roles":
            data, words = _roles(**options)
        elif subcommand == "username":
            data, words = _username(**options)
        elif subcommand == "list":
            data, words = _list(options["search"])
        else:
            data, words = _on_one(subcommand, options["email"], options["reason"])
        self.tell(data, as_json=as_json, words=words)


def _add(
    *, email: str, name: str, username: str, password_stdin: bool, verified: bool, admin: bool, group: list[str], **_: Any
) -> Answer:
    given = sys.stdin.readline().rstrip("\r\n") if password_stdin else None
    if given == "":
        raise AppError("no_password", "--password-stdin: the first line of the input is empty.", status=422)
    made = people.add(email, given, name=name, username=username, is_verified=verified, is_admin=admin, groups=group)
    data = _facts(people.find(email)) | ({"password": made} if made else {})
    return data, [f"Added {data['email']}.", *([f"Password (shown once): {made}"] if made else [])]


def _invite(*, email: str, name: str, group: list[str], **_: Any) -> Answer:
    user = people.invite(email, name=name, groups=group)
    return _facts(user), f"{user.email} was invited by mail."


def _roles(*, email: str, admin: bool | None, helpdesk: bool | None, **_: Any) -> Answer:
    user = people.find(email)
    changed = people.change_roles(user, is_admin=admin, is_helpdesk=helpdesk)
    user.refresh_from_db()
    data = _facts(user) | {"changed": changed}
    return data, f"{user.email} {'has new roles and is signed out' if changed else 'has these roles already'}."


def _username(*, email: str, username: str, **_: Any) -> Answer:
    user = people.find(email)
    changed = people.change_username(user, username)
    words = f"{user.email} {'has now' if changed else 'already has'} the username {user.preferred_username}."
    return _facts(user) | {"changed": changed}, words


def _list(search: str) -> Answer:
    app = Authenticator.objects.filter(user=OuterRef("pk"), type="totp").exclude(confirmed_at=None)
    found = User.objects.annotate(has_app=Exists(app)).order_by("email_canonical")
    if search:
        found = found.filter(Q(email__icontains=search) | Q(name__icontains=search))
    people_found = [_facts(user) | {"has_app": user.has_app} for user in found]
    lines = [f"{one['email']:<40} {_words(one)}".rstrip() for one in people_found]
    return people_found, lines or "Nobody."


def _words(facts: dict[str, Any]) -> str:
    marks = {
        "administrator": facts["is_admin"],
        "helpdesk": facts["is_helpdesk"],
        "locked": not facts["is_active"],
        "address not verified": not facts["email_verified"],
        "authenticator app": facts["has_app"],
    }
    return ", ".join(word for word, holds in marks.items() if holds)


def _facts(user: User) -> dict[str, Any]:
    return {
        "sub": user.sub,
        "email": user.email,
        "email_verified": user.email_verified_at is not None,
        "name": user.name,
        "preferred_username": user.preferred_username,
        "is_admin": user.is_admin,
        "is_helpdesk": user.is_helpdesk,
        "is_active": user.is_active,
        "created_at": user.created_at,
    }


def _on_one(subcommand: str, email: str, reason: str) -> Answer:
    user = people.find(email)
    if subcommand == "unlock":
        changed = people.unlock(user, reason=reason)
        return {
            "email": user.email,
            "changed": changed,
        }, f"{user.email} {'may sign in again' if changed else 'was not locked'}."
    if subcommand in ("resend", "revoke"):
        (people.resend_invitation if subcommand == "resend" else people.revoke_invitation)(user, reason=reason)
        return {"email": user.email}, f"{user.email}: {'invited again' if subcommand == 'resend' else 'no longer invited'}."
    if subcommand == "reset-mfa":
        removed = people.reset_factors(user, reason=reason)
        words = f"{user.email}: {_count(removed, 'authenticator app')} removed, all sessions ended. The person got a mail."
        return {"email": user.email, "authenticators_removed": removed}, words
    ended = (people.lock if subcommand == "lock" else people.sign_out_everywhere)(user, reason=reason)
    words = f"{user.email} is {'locked' if subcommand == 'lock' else 'signed out'}; {_count(ended, 'session')} ended."
    return {"email": user.email, "sessions_ended": ended}, words


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
