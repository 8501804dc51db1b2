"""What people may say about themselves: name, username, language and the standard claims that nobody has to check.

Not here: the address (it is proved first) and verified marks, which other apps may take for more than somebody's own word.
Spec: OpenID Connect Core §5.1, §5.1.1.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import usernames
from idp.accounts.models import User
from idp.accounts.usernames import UsernameError
from idp.audit.events import Action, record
from idp.core.errors import AppError

NAME_LENGTH = 200
LOCALE_LENGTH = 35
URL_LENGTH = 500
ADDRESS = ("formatted", "street_address", "locality", "region", "postal_code", "country")
_LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")  # RFC 5646 without its rarer parts
_BIRTHDATE = re.compile(r"\d{4}|(?:\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")  # year, or ISO 8601; 0000 hides the year
_PHONE = re.compile(r"\+[1-9][0-9]{4,14}")  # E.164, once separators are gone
_SEPARATORS = re.compile(r"[ ().\-/]")


def _text(value: str) -> str | None:
    return value if len(value) <= NAME_LENGTH and value.isprintable() else None


def _web_address(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        is_web = parts.scheme in {"https", "http"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return None
    return (
        value if is_web and len(value) <= URL_LENGTH and value.isascii() and value.isprintable() and " " not in value else None
    )


def _phone_number(value: str) -> str | None:
    plain = _SEPARATORS.sub("", value)
    return plain if len(value) <= NAME_LENGTH and _PHONE.fullmatch(plain) else None


CLAIMS: Mapping[str, Callable[[str], str | None]] = {
    "given_name": _text,
    "family_name": _text,
    "middle_name": _text,
    "nickname": _text,
    "profile": _web_address,
    "picture": _web_address,
    "website": _web_address,
    "gender": _text,
    "birthdate": lambda value: value if _BIRTHDATE.fullmatch(value) else None,
    "zoneinfo": lambda value: value if value in available_timezones() else None,
    "phone_number": _phone_number,
}


@transaction.atomic
def update(user: User, changes: Mapping[str, Any], *, request: HttpRequest) -> list[str]:
    """Change what is given: ``name``, ``locale``, ``claims`` (a member of null or nothing removes it); names of what changed.

    A new telephone number is an unverified one, and a username is never taken away, only replaced.
    Raises: AppError (422) with a message for each member that cannot be.
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    faults: dict[str, list[str]] = {}
    before = (current.name, current.locale, dict(current.claims))
    if "name" in changes:
        current.name = _judged("name", " ".join(str(changes["name"] or "").split()), _named, faults)
    if "locale" in changes:
        current.locale = _judged("locale", str(changes["locale"] or ""), _locale, faults)
    claims, wanted = dict(current.claims), dict(changes.get("claims") or {})
    username = wanted.pop("preferred_username", None)
    for claim, value in wanted.items():
        _set_claim(claims, claim, value, faults)
    renamed = not faults and username is not None and _renamed(current, str(username), faults)
    if faults:
        raise AppError("invalid_profile", _("Something here cannot be used."), status=422, fields=faults)
    current.claims = claims
    changed = [
        name for name, old in zip(("name", "locale", "claims"), before, strict=True) if getattr(current, name) != old
    ]  # fmt: skip
    if changed:
        current.save(update_fields=[*changed, "updated_at"])
    changed += ["preferred_username"] if renamed else []
    if changed:
        record(Action.USER_UPDATE, request=request, actor=user.sub, subject=user.sub, detail={"changed": changed})
    user.refresh_from_db()
    return changed


def _renamed(user: User, username: str, faults: dict[str, list[str]]) -> bool:
    try:
        return usernames.choose(user, username)
    except UsernameError as error:
        faults |= error.fields
        return False


def _set_claim(claims: dict[str, Any], claim: str, value: Any, faults: dict[str, list[str]]) -> None:
    if claim == "address":
        judged: Any = {part: _judged(f"address.{part}", text, _lines, faults) for part, text in (value or {}).items() if text}
    elif value in (None, ""):
        judged = ""
    else:
        judged = _judged(claim, str(value), CLAIMS[claim], faults)
    if claim == "phone_number" and judged != claims.get(claim, ""):
        claims.pop("phone_number_verified", None)
    if judged:
        claims[claim] = judged
    else:
        claims.pop(claim, None)


def _judged(name: str, value: str, rule: Callable[[str], str | None], faults: dict[str, list[str]]) -> str:
    """The value as it is stored; a fault under its name where it cannot be."""
    stored = rule(value)
    if stored is None:
        faults[name] = [_message(name)]
    return stored or ""


def _named(value: str) -> str | None:
    return _text(value) or None


def _locale(value: str) -> str | None:
    fits = len(value) <= LOCALE_LENGTH and (value == "" or _LOCALE.fullmatch(value))
    return value if fits else None


def _lines(value: str) -> str | None:
    return value if len(value) <= NAME_LENGTH and value.replace("\n", "").isprintable() else None


def _message(name: str) -> str:
    texts = {
        "name": _("Use a name of 1 to 200 characters."),
        "locale": _("Use a language such as en or pt-BR."),
        "birthdate": _("Write the date as 1815-12-10, or the year alone."),
        "zoneinfo": _("Use a time zone such as Europe/Berlin."),
        "phone_number": _("Write the number with its country, such as +49 30 123456."),
    } | dict.fromkeys(("profile", "picture", "website"), _("Use a web address such as https://example.org/me."))
    return texts.get(name, _("Use at most 200 characters on one line."))
