"""Creating and changing people: the services behind registration, `idp apply`, `idp user` and the password page."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import addresses, links, password_hashes, passwords, usernames
from idp.accounts.address_codes import asked_from
from idp.accounts.models import Group, User
from idp.audit.events import Action, record
from idp.core import clock, http, mail
from idp.core.errors import AppError
from idp.core.transactions import repeatable
from idp.sessions import services as sessions
from idp.sessions.models import Session

_RAISES_EPOCH = frozenset({"password", "is_active", "is_admin", "is_helpdesk"})  # what a live session must not outlast


@repeatable()
def create_user(
    email: str,
    *,
    password: str | None = None,
    password_hash: str | None = None,
    name: str = "",
    email_verified: bool = False,
    is_admin: bool = False,
    is_helpdesk: bool = False,
    groups: Iterable[str] = (),
    claims: Mapping[str, Any] | None = None,
    locale: str = "",
    actor: str = "operator",
) -> User:
    """Create a person on the word of an operator. Without password or hash nobody can sign in by password.

    ``claims`` may hold ``name`` and ``preferred_username``; without the latter one is made from the address.
    Raises: AppError (invalid or taken address, bad hash, bad or taken username).
    """
    moment = clock.now()
    address = addresses.parse(email)
    user = User(
        email=address,
        email_canonical=addresses.canonical(address),
        email_verified_at=moment if email_verified else None,
        name=name,
        is_admin=is_admin,
        is_helpdesk=is_helpdesk,
        locale=locale,
        created_at=moment,
        password=_encoded(password, password_hash) or "",
    )
    _set_claims(user, claims)
    if user.password == "":
        user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as error:
        message = _("There is an account with this e-mail address.")
        raise AppError("email_taken", message, status=409, fields={"email": [message]}) from error
    _set_username(user, claims)
    usernames.ensure(user)
    set_groups(user, groups)
    record(Action.USER_REGISTER, actor=actor, subject=user.sub)
    return user


@transaction.atomic
def update_user(
    user: User,
    *,
    password: str | None = None,
    password_hash: str | None = None,
    email_verified: bool | None = None,
    is_admin: bool | None = None,
    is_helpdesk: bool | None = None,
    is_active: bool | None = None,
    name: str | None = None,
    groups: Iterable[str] | None = None,
    claims: Mapping[str, Any] | None = None,
    locale: str | None = None,
    actor: str = "operator",
) -> list[str]:
    """Change what is given and differs; returns the names of what changed, so that a second run changes nothing.

    A changed password, right or activation ends every session of the person. Somebody whose address an operator vouches
    for chooses a new password by a mailed link, unless the operator gives one.
    Raises: AppError (bad hash, bad or taken username).
    """
    before = {field: getattr(user, field) for field in ("name", "is_admin", "is_helpdesk", "is_active", "locale", "claims")}
    given = {"name": name, "is_admin": is_admin, "is_helpdesk": is_helpdesk, "is_active": is_active, "locale": locale}
    for field, value in given.items():
        if value is not None:
            setattr(user, field, value)
    _set_claims(user, claims)
    changed = [field for field, value in before.items() if getattr(user, field) != value]
    if email_verified is not None and email_verified != (user.email_verified_at is not None):
        user.email_verified_at = clock.now() if email_verified else None
        changed.append("email_verified")
        if email_verified and password is None and password_hash is None and user.has_usable_password():
            user.set_unusable_password()  # it was given by whoever registered the address, and that may be a stranger
            changed.append("password")
    if _differs(user, password, password_hash):
        user.password = _encoded(password, password_hash) or ""
        User.objects.filter(pk=user.pk).update(password_by_mail=False)
        changed.append("password")
    if groups is not None and set_groups(user, groups):
        changed.append("groups")
    changed += _set_username(user, claims)
    if changed:
        user.save(update_fields=[*_columns(changed), "updated_at"])  # the row may have moved on in all the rest
        record(Action.USER_UPDATE, actor=actor, subject=user.sub, detail={"changed": changed})
    if "is_active" in changed:
        links.end(user)  # also those that outlast a new password: what was locked out comes back by no link of before
    if _RAISES_EPOCH & set(changed):
        raise_epoch(user)
    return changed


def _columns(changed: Iterable[str]) -> list[str]:
    """The columns of the members that ``update_user`` names."""
    elsewhere = {"groups", "preferred_username"}  # stored already
    return ["email_verified_at" if name == "email_verified" else name for name in changed if name not in elsewhere]


def own(user: User, file_fields: list[str]) -> None:
    """Note which of a person's members a configuration file sets."""
    if user.file_fields != file_fields:
        user.file_fields = file_fields
        User.objects.filter(pk=user.pk).update(file_fields=file_fields)


def set_password(user: User, password: str, *, request: HttpRequest | None = None, actor: str = "") -> None:
    """Give a person a new password, end every session and link, tell the owner. Raises: AppError when it is too weak."""
    ip = http.client_ip(request) if request else ""
    encoded = passwords.new_hash(password, ip=ip, inputs=[user.email, user.name])
    store_password(user, encoded, request=request, actor=actor)


@transaction.atomic
def store_password(
    user: User,
    encoded: str,
    *,
    keep: Session | None = None,
    by_mail: bool = False,
    action: Action = Action.USER_PASSWORD_CHANGE,
    request: HttpRequest | None = None,
    actor: str = "",
) -> None:
    """Store a hash of ``passwords.new_hash``; every session but ``keep``, grant and link ends; the owner is told.

    ``by_mail``: whoever chose it proved nothing but the mailbox, which is then no second factor beside an app.
    """
    user.password, user.password_by_mail = encoded, by_mail
    user.save(update_fields=["password", "password_by_mail", "updated_at"])
    raise_epoch(user, keep=keep)
    sid = keep.sid if keep else ""
    record(action, request=request, actor=actor or user.sub, subject=user.sub, sid=sid)
    told = {"is_kept": keep is not None, "needs_app": by_mail and user.authenticators.exclude(confirmed_at=None).exists()}
    mail.send("password_changed", user.email, asked_from(request) | told, locale=user.locale)


def raise_epoch(user: User, *, keep: Session | None = None) -> int:
    """End every session, grant, device and link of a person at once, but for the session ``keep``; returns the new epoch.

    The sessions end first, one by one: afterwards they would not count as live, and their clients not be told. What hangs
    on the kept session (its grants) is for the caller to take along.
    """
    sessions.end_all(user, "everything of this person ended", keep=keep)
    User.objects.filter(pk=user.pk).update(epoch=F("epoch") + 1)
    user.refresh_from_db(fields=["epoch"])
    if keep is not None:
        sessions.carry_over(keep, user.epoch)
    return user.epoch


def unproved(canonical: str) -> "QuerySet[User]":
    """The account of this address if nobody has proved it and an operator gave it nothing: whoever proves it may have it."""
    waiting = User.objects.filter(email_canonical=canonical, email_verified_at=None, is_active=True, is_admin=False)
    return waiting.filter(is_helpdesk=False).exclude(authenticators__confirmed_at__isnull=False)


def set_groups(user: User, names: Iterable[str]) -> bool:
    """Put a person into exactly these groups, creating what is missing; True if that changed anything."""
    wanted = set(names)
    if wanted == set(user.groups.values_list("name", flat=True)):
        return False
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in sorted(wanted)])
    return True


def _set_claims(user: User, claims: Mapping[str, Any] | None) -> None:
    if claims is None:
        return
    rest = dict(claims)
    user.name = str(rest.pop("name", user.name))
    rest.pop("preferred_username", None)
    user.claims = rest


def _set_username(user: User, claims: Mapping[str, Any] | None) -> list[str]:
    wanted = (claims or {}).get("preferred_username")
    is_changed = wanted is not None and usernames.choose(user, str(wanted), by_operator=True)
    if user.email_verified_at is not None:
        usernames.ensure(user)
    return ["preferred_username"] if is_changed else []


def _differs(user: User, password: str | None, password_hash: str | None) -> bool:
    if password is not None:
        return not passwords.check(user, password)
    return password_hash is not None and user.password != password_hashes.kept(password_hash)


def _encoded(password: str | None, password_hash: str | None) -> str | None:
    if password is not None:
        return passwords.hash_password(password)
    if password_hash is None:
        return None
    encoded = password_hashes.kept(password_hash)
    if encoded is None:
        message = _("This is no Argon2id hash. It looks like argon2$argon2id$v=19$… or $argon2id$v=19$…")
        raise AppError("bad_password_hash", message, status=422, fields={"password_hash": [message]})
    return encoded
