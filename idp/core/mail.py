"""Mail through the outbox: text first, one template a mail, in the person's language.

A template ``mail/<name>.txt`` renders the subject as its first line, then a blank line, then the body.
"""

import itertools
import re
import smtplib
from collections.abc import Mapping
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from idp.core import clock, languages, outbox, places, smtp

KIND = "mail"
LONGEST_NAME = 60
_LINKED = re.compile(r"((?<=\w)[.@](?=\w)|:(?=//)|//)")  # evil.example, a@b, https://
memory: list[EmailMessage] = []  # where memory:// delivers, for tests
_sequence = itertools.count(1)


def send(
    template: str,
    to: str,
    context: Mapping[str, Any],
    *,
    sealed: Mapping[str, str] | None = None,
    lifetime: timedelta = timedelta(days=1),
    locale: str = "",
) -> None:
    """Queue one mail in the caller's transaction. ``sealed`` joins the context but is encrypted until it is sent.

    Every template may say ``when`` (now, unless the context names a Unix time ``at``), and ``place`` for the context's ``ip``.
    ``locale`` is the person's; whoever has none gets the language of the page that causes the mail.
    """
    language = languages.match([locale]) or translation.get_language() or settings.LANGUAGE_CODE
    payload = {"template": template, "to": to, "context": {"at": clock.unix_time()} | dict(context), "locale": language}
    outbox.enqueue(KIND, payload, sealed=sealed, lifetime=lifetime)


def deliver(payload: dict[str, Any], sealed: dict[str, str]) -> None:
    """Render and deliver one queued mail. Raises: outbox.PermanentFailure when the server refuses it for good."""
    message = rendered(payload, sealed)
    parts = urlsplit(settings.IDP.email_url)
    if parts.scheme == "memory":
        memory.append(message)
    elif parts.scheme == "file":
        _to_file(message, Path(unquote(parts.path)))
    elif parts.scheme == "console":
        print(message.as_string(), flush=True)  # noqa: T201 - the console is the mailbox of this profile
    else:
        _to_server(message, settings.IDP.email_url)


def rendered(payload: dict[str, Any], sealed: dict[str, str]) -> EmailMessage:
    """The mail that a queued payload becomes."""
    locale = languages.match([payload["locale"]]) or settings.LANGUAGE_CODE
    words = payload["context"] | {"site_name": settings.IDP.name}
    with translation.override(locale):
        words |= _circumstances(words, locale)
        context = {name: _in_a_sentence(value) for name, value in words.items()} | sealed | {"issuer": settings.IDP.public_url}
        subject, _, body = render_to_string(f"mail/{payload['template']}.txt", context).partition("\n")
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())  # EmailMessage refuses line breaks; none may come from a name
    message["From"] = settings.IDP.email_from
    message["To"] = payload["to"]
    message["Date"] = formatdate(clock.unix_time())
    message["Message-ID"] = make_msgid(domain=urlsplit(settings.IDP.public_url).hostname)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(body.strip() + "\n")
    return message


def _circumstances(context: Mapping[str, Any], locale: str) -> dict[str, str]:
    """When, about where, and Unix times as days, in the reader's language; texts that strangers choose stay on their line."""
    at = date_format(clock.from_unix(context.get("at", clock.unix_time())), "DATETIME_FORMAT")
    days = {
        name: date_format(clock.from_unix(value), "DATE_FORMAT")
        for name, value in context.items()
        if name.endswith("_at") and isinstance(value, int)
    }
    chosen = {name: one_line(context[name]) for name in ("device", "client_name") if context.get(name)}
    return {"when": f"{at} UTC", "place": places.of(context.get("ip", ""), locale)} | days | chosen


def one_line(text: str) -> str:
    """A text of somebody else's as part of ours: short, on one line, no direction marks, nothing that becomes a link."""
    kept = "".join(character if character.isprintable() else " " for character in text)
    short = " ".join(_LINKED.sub(r"\1 ", kept).split())
    return short if len(short) <= LONGEST_NAME else f"{short[: LONGEST_NAME - 1]}…"


def _in_a_sentence(value: Any) -> Any:
    """Names and addresses keep to themselves where text of the other direction surrounds them.

    Codes and links (``sealed``, ``issuer``) stay as they are: people copy them, and they have a line of their own.
    """
    if not isinstance(value, str) or not (translation.get_language_bidi() or languages.is_right_to_left(value)):
        return value
    return languages.isolated(value) if value else value


def _to_file(message: EmailMessage, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{clock.now():%Y%m%dT%H%M%S%f}-{next(_sequence):04d}.eml"
    partial = path.with_suffix(".partial")
    partial.write_bytes(message.as_bytes())
    partial.rename(path)  # a reader never sees half a mail


def _to_server(message: EmailMessage, url: str) -> None:
    try:
        with smtp.connect(url) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        if all(500 <= code < 600 for code, _ in error.recipients.values()):
            raise outbox.PermanentFailure("the server refused the recipient") from error
        raise
    except smtplib.SMTPResponseException as error:
        if 500 <= error.smtp_code < 600:
            raise outbox.PermanentFailure("the server refused the mail") from error
        raise
