"""E-mail addresses: the RFC-sane subset that we accept, how they compare, how they are shown. Spec: RFC 5321, RFC 5322."""

import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email

from idp.core.errors import AppError

LONGEST = 254


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
    candidate = text.strip(" ")
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


def canonical(text: str) -> str:
    """The form in which two addresses compare as bytes; case does not count. Raises: AddressError."""
    return parse(text).casefold()


def mask(address: str) -> str:
    """``ada@example.org`` as ``a••@example.org``: enough for its owner, little for others."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}••{at}{domain}"
