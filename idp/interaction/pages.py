"""What a page of an interaction works with, and what its answers look like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext

from idp.accounts.address_codes import Sent, TooSoon
from idp.accounts.models import User
from idp.core.errors import AppError, Throttled
from idp.interaction.checks import Check
from idp.interaction.context import Context
from idp.interaction.models import Interaction
from idp.limits.gate import Busy
from idp.limits.guesses import HardStop


@dataclass(frozen=True)
class Visit:
    """One look at, or answer to, a page. ``person`` is whom the interaction concerns so far."""

    request: HttpRequest
    interaction: Interaction
    context: Context
    person: User | None
    data: Mapping[str, str] = field(default_factory=dict)

    @property
    def binding(self) -> str:
        """What codes and enrolments of this interaction are bound to."""
        return f"interaction:{self.interaction.id}"

    @property
    def is_confirmation(self) -> bool:
        """Whether somebody who is signed in here is asked to prove it again: who says no stays signed in as before."""
        session = self.context.session
        same = session is not None and self.context.person is not None and session.sub == self.context.person.sub
        return same and session is not None and self.context.asked.wants(session.sub)

    def audit(self) -> dict[str, Any]:
        """What an audit event of this visit names."""
        return {
            "request": self.request,
            "interaction_id": self.interaction.id,
            "client_id": self.context.asked.client_id,
            "subject": self.person.sub if self.person else "",
        }


@dataclass(frozen=True)
class Proved:
    """The answer holds: store these proofs (kind -> facts), for ``user`` if the answer says who it is."""

    proofs: Mapping[str, Mapping[str, Any]]
    user: User | None = None
    sealed: str | None = None
    seal: Callable[[], str] | None = None  # makes ``sealed`` once this answer is the one that counts
    restarts: bool = False  # a new authentication: earlier proofs of this interaction no longer count


@dataclass(frozen=True)
class Invalid:
    """The answer does not hold: show the page again. ``errors`` maps a field to its message.

    ``wait``: no field is at fault; what is said beside the button that asks for another code.
    ``repeats``: the code held once, as the rejection of this reason says; if that was this very page a moment ago, the
    first answer's proof is being stored.
    """

    errors: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict)
    status: int = 422
    retry_after_seconds: int | None = None
    wait: str = ""
    repeats: Literal["", "replayed", "used"] = ""


@dataclass(frozen=True)
class GoTo:
    """Show another page of this interaction."""

    page: str
    notice: str = ""


@dataclass(frozen=True)
class Refuse:
    """The person said no: answer the client with this error."""

    error: str


Answer = Proved | Invalid | GoTo | Refuse


@dataclass(frozen=True)
class Page:
    """One screen: its place in the URL, its template, what it shows, how it accepts.

    ``also_for``: prompts, beside its own, in place of which it may be opened.
    """

    slug: str
    template: str
    show: Callable[[Visit], dict[str, Any]]
    accept: Callable[[Visit], Answer]
    also_for: tuple[str, ...] = ()
    arrive: Callable[[Visit], None] | None = None  # runs in the POST that leads here, never by a GET
    shown: Callable[[Visit], tuple[str, ...]] = (
        lambda _visit: ()
    )  # what an answer is about: changed since, the page comes again


@dataclass(frozen=True)
class Prompt:
    """One thing that a person may be asked; ``policy.PROMPTS`` lists them in their order.

    ``pages``: its screens; it starts at the first one, or where ``start`` says for this person. ``proofs``: the kinds that
    its answers store. ``is_decision``: they stand when the same person signs in again in the interaction.
    ``ends_authentication``: the session is made when this is next. ``may_decline``: who is signed in may leave it and stays
    signed in as before. In place of any of them the login page may be opened, to sign in with another account.
    """

    name: str
    checks: tuple[Check, ...]
    pages: tuple[Page, ...] = ()
    proofs: tuple[str, ...] = ()
    start: Callable[[Visit], str] | None = None
    is_decision: bool = False
    ends_authentication: bool = False
    may_decline: bool = False

    def first_page(self, visit: Visit) -> str:
        """The slug of the page where it starts for this person."""
        return self.start(visit) if self.start else self.pages[0].slug


def refused(error: AppError, field: str, values: Mapping[str, str] | None = None) -> Invalid:
    """The page again, saying why a room below refused: at the fields that it names, else at ``field``."""
    if isinstance(error, HardStop):
        message = gettext("Too many wrong codes. Use another way.")
        return Invalid({field: message}, values or {}, error.status, error.retry_after_seconds)
    if isinstance(error, Throttled):
        return _throttled(error, field, values)
    messages = {name: " ".join(words) for name, words in error.fields.items()} or {field: error.title}
    return Invalid(messages, values or {}, error.status)


def _throttled(error: Throttled, field: str, values: Mapping[str, str] | None) -> Invalid:
    """When to come back, in the same words for known and unknown people."""
    seconds = error.retry_after_seconds
    why = gettext("Many people are signing in now.") if isinstance(error, Busy) else gettext("Too many attempts.")
    wait = _in_time(
        seconds,
        lambda count: ngettext("Try again in %(count)d second.", "Try again in %(count)d seconds.", count),
        lambda count: ngettext("Try again in %(count)d minute.", "Try again in %(count)d minutes.", count),
        lambda count: ngettext("Try again in %(count)d hour.", "Try again in %(count)d hours.", count),
    )
    return Invalid({field: f"{why} {wait}"}, values or {}, error.status, seconds)


def try_to_send(send: Callable[[], Sent | TooSoon], values: Mapping[str, str] | None = None) -> Invalid | None:
    """Have a code sent; None once it went. Raises: AppError, other than for being asked too often."""
    try:
        sent = send()
    except Throttled as error:
        return too_soon(error.retry_after_seconds, values)
    return too_soon(sent.retry_after_seconds, values) if isinstance(sent, TooSoon) else None


def too_soon(seconds: int, values: Mapping[str, str] | None = None) -> Invalid:
    """Another code was asked for before the minute, or the hour's or day's number of them, was over."""
    wait = _in_time(
        seconds,
        lambda count: ngettext("You can ask again in %(count)d second.", "You can ask again in %(count)d seconds.", count),
        lambda count: ngettext("You can ask again in %(count)d minute.", "You can ask again in %(count)d minutes.", count),
        lambda count: ngettext("You can ask again in %(count)d hour.", "You can ask again in %(count)d hours.", count),
    )
    return Invalid({}, values or {}, 429, seconds, wait=wait)


def _in_time(
    seconds: int, in_seconds: Callable[[int], str], in_minutes: Callable[[int], str], in_hours: Callable[[int], str]
) -> str:
    """The sentence in the unit that people would use, rounded up."""
    words, size = (in_seconds, 1) if seconds <= 60 else (in_minutes, 60) if seconds <= 90 * 60 else (in_hours, 60 * 60)
    count = -(-seconds // size)
    return words(count) % {"count": count}
