"""Mail through the outbox: text first, one template a mail, in the person's language.

A template ``mail/<name>.txt`` renders the subject as its first line, then a blank line, then the body.
"""

import itertools
import re
import smtplib
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format

from idp.core import clock, languages, outbox, places, smtp, support
from idp.core.redis import Breaker

KIND = "mail"
LONGEST_NAME = 60
_LINKED = re.compile(r"((?<=\w)[.@](?=\w)|:(?=//)|//)")  # evil.example, a@b, https://
CLOSING = 421  # "service not available, closing": said of the server, whatever command it answers
breaker = Breaker(pause_seconds=10)  # a server that is away, or dribbles, holds a worker once in a while and not for each mail
log = structlog.get_logger("idp.mail")
memory: list[EmailMessage] = []  # where memory:// delivers, for tests
_sequence = itertools.count(1)
Judge = Callable[[Mapping[str, Any], str], bool]
_judges: dict[str, Judge] = {}


def register_judge(name: str, judge: Judge) -> None:
    """Name who says, when a mail leaves, whether it is still wanted: ``judge(facts, to)``. Called in ``apps.ready``."""
    _judges[name] = judge


def send(
    template: str,
    to: str,
    context: Mapping[str, Any],
    *,
    sealed: Mapping[str, str] | None = None,
    lifetime: timedelta = timedelta(days=1),
    locale: str = "",
    only_while: tuple[str, Mapping[str, Any]] | None = None,
) -> None:
    """Queue one mail in the caller's transaction. ``sealed`` joins the context but is encrypted until it is sent.

    Every template may say ``when`` (now, unless the context names a Unix time ``at``), and ``place`` for the context's ``ip``.
    ``locale`` is the person's; whoever has none gets the language of the page that causes the mail. ``only_while`` is for a
    mail that is nothing but its code or link: a judge's name and its facts (plain JSON, no secret); what it no longer wants
    when the mail leaves, perhaps hours later, is not sent.
    """
    language = languages.match([locale]) or translation.get_language() or settings.LANGUAGE_CODE
    payload = {"template": template, "to": to, "context": {"at": clock.unix_time()} | dict(context), "locale": language}
    if only_while is not None:
        payload["only_while"] = {"judge": only_while[0], "facts": dict(only_while[1])}
    outbox.enqueue(KIND, payload, sealed=sealed, lifetime=lifetime)


def deliver(payload: dict[str, Any], sealed: dict[str, str]) -> None:
    """Render and deliver one queued mail. Raises: outbox.PermanentFailure when the server refuses it for good, and so on."""
    condition = payload.get("only_while")
    if condition and not _judges[condition["judge"]](condition["facts"], payload["to"]):
        raise outbox.Obsolete
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
        context = {name: _in_a_sentence(value) for name, value in words.items()} | sealed | _ours()
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
    chosen = {name: one_line(context[name]) for name in ("device", "client_name", "label") if context.get(name)}
    return {"when": f"{at} UTC", "place": places.of(context.get("ip", ""), locale)} | days | chosen


def _ours() -> dict[str, str]:
    """What the operator configured and people copy."""
    return {"issuer": settings.IDP.public_url, "support": support.words()}


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


def is_late() -> bool:
    """Whether mail waits because its server is away: a page that announces a code says so."""
    return outbox.is_held_up(KIND)


def _to_server(message: EmailMessage, url: str) -> None:
    """Hand one mail over. What the server says of this mail or its reader counts for this mail; all else, for every mail."""
    if breaker.is_open():
        raise outbox.Away
    try:
        with smtp.connect(url) as server:
            _hand_over(server, message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        codes = _codes(error)
        if all(500 <= code < 600 for code in codes):
            raise outbox.PermanentFailure("the server refused the mail or its reader") from error
        if CLOSING not in codes:
            raise outbox.NotYet from error
        _is_away(error)
    except (OSError, smtplib.SMTPException) as error:
        _is_away(error)
    if breaker.succeeded():
        log.info("the mail server is back")


def _hand_over(server: smtplib.SMTP, message: EmailMessage) -> None:
    try:
        server.send_message(message)
    except smtplib.SMTPNotSupportedError as error:  # an address beyond ASCII: that is about this mail, and no other
        raise outbox.PermanentFailure("the server knows no such addresses") from error


def _codes(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError) -> set[int]:
    if isinstance(error, smtplib.SMTPDataError):
        return {error.smtp_code}
    return {code for code, _ in error.recipients.values()}


def _is_away(error: Exception) -> NoReturn:
    if breaker.failed():
        log.warning("the mail server is away; mail waits", error=type(error).__name__)
    raise outbox.Away from error
