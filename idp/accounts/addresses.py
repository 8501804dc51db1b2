"""E-mail addresses: the RFC-sane subset that we accept, how they compare, how they are shown. Spec: RFC 5321, RFC 5322."""

import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from idp.core.errors import AppError

LONGEST = 254
# What copying brings along unseen: zero-width spaces and joiners, byte order marks, marks and isolates of the direction.
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u061c\u200e\u200f\u2066\u2067\u2068\u2069")


class AddressError(AppError):
    """The text is no address that we can use."""

    def __init__(self) -> None:
        message = _("Enter an e-mail address, such as name@example.org.")
        super().__init__("invalid_email", message, status=422, fields={"email": [message]})

    def __str__(self) -> str:
        return self.title


def parse(text: str) -> str:
    """The address as it is stored and written to: NFKC, its domain in lower case.

    The local part is ASCII: mail servers rarely take others, and their look-alikes name somebody else. No DNS is asked.
    Raises: AddressError.
    """
    candidate = trimmed(text)
    if len(candidate) > LONGEST:
        raise AddressError
    candidate = unicodedata.normalize("NFKC", candidate)
    try:
        found = validate_email(
            candidate,
            check_deliverability=False,
            strict=True,  # at most 64 characters before the @
            allow_smtputf8=False,
            globally_deliverable=False,
            test_environment=settings.IDP.is_loopback,  # there, the reserved domain .test is welcome
        )
    except (EmailNotValidError, ValueError) as error:
        raise AddressError from error
    top_level = found.ascii_domain.rpartition(".")[2]
    if found.ascii_email is None or top_level == found.ascii_domain or top_level.isdigit() or len(found.ascii_email) > LONGEST:
        raise AddressError
    return found.ascii_email


def trimmed(text: str) -> str:
    """The text without white space of any script and without unseen characters at its ends."""
    start, end = 0, len(text)
    while start < end and _is_unseen(text[start]):
        start += 1
    while start < end and _is_unseen(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_unseen(character: str) -> bool:
    return character.isspace() or character in _UNSEEN


def canonical(text: str) -> str:
    """The form in which two addresses compare as bytes; case does not count. Raises: AddressError."""
    return parse(text).casefold()


def prefix(text: str) -> str:
    """What canonical addresses begin with that begin like this text: a whole one, or as far as somebody has typed."""
    try:
        return canonical(text)
    except AddressError:
        return unicodedata.normalize("NFKC", trimmed(text)).lower()


def comparable(text: str) -> str:
    """The canonical address; for a text that is none, something that no account has: it never becomes another's address.

    The escapes keep it ASCII, so that ``ß`` never folds into ``ss``; no canonical address begins with a space.
    """
    try:
        return canonical(text)
    except AddressError:
        return " " + trimmed(text)[:LONGEST].lower().encode("ascii", "backslashreplace").decode()[:LONGEST]


def mask(address: str) -> str:
    """``ada@example.org`` as ``a••@example.org``: enough for its owner, little for others."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}••{at}{domain}"
