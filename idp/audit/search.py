"""Looking through the events: filters on indexed columns, pages by key, and an export in two plain formats.

Spec: OWASP ASVS 16.2; security cases XI-07, XI-09, AP-10. JSON lines: one JSON object a line.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from idp.audit.events import Action
from idp.audit.models import Event
from idp.core.errors import AppError

PAGE = 50
MOST_EXPORTED = 100_000
CHUNK = 500
OUTCOMES = ("success", "refused")
COLUMNS = (
    "at", "reference", "action", "outcome", "reason", "actor", "subject", "client_id", "sid", "interaction_id",
    "request_id", "ip", "user_agent", "detail",
)  # fmt: skip
_EXACT = {"action": "action", "outcome": "outcome", "subject": "subject", "actor": "actor", "client": "client_id"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_LARGEST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Filters:
    """What to look for. Days are UTC and both included; what is empty does not filter."""

    since: date | None = None
    until: date | None = None
    action: str = ""
    outcome: str = ""
    subject: str = ""
    actor: str = ""
    client: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, str]) -> "Filters":
        """From the fields of a form. Raises: AppError (400) that names each field that cannot be."""
        faults: dict[str, list[str]] = {}
        days: dict[str, date | None] = {}
        for name in ("since", "until"):
            try:
                days[name] = date.fromisoformat(given[name]) if given.get(name) else None
            except ValueError:
                faults[name] = [_("Write a day as 2027-01-31.")]
        if given.get("action") and given["action"] not in set(Action):
            faults["action"] = [_("Choose one of these.")]
        if given.get("outcome") and given["outcome"] not in OUTCOMES:
            faults["outcome"] = [_("Choose one of these.")]
        if faults:
            raise AppError("bad_filter", _("This cannot be looked for."), status=400, fields=faults)
        return cls(days["since"], days["until"], *(given.get(name, "") for name in _EXACT))

    def events(self) -> "QuerySet[Event]":
        """What they let through."""
        found = Event.objects.filter(**{column: getattr(self, name) for name, column in _EXACT.items() if getattr(self, name)})
        if self.since:
            found = found.filter(at__gte=_midnight(self.since))
        if self.until and self.until < date.max:
            found = found.filter(at__lt=_midnight(self.until + timedelta(days=1)))
        return found

    def told(self) -> dict[str, str]:
        """The filters that are set, for the record of an export and for links."""
        return {name: str(value) for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Found:
    """One page of events, the newest first; ``before`` is where the next begins, empty at the end."""

    events: list[Event]
    before: str


def find(filters: Filters, before: str = "") -> Found:
    """A page of events. Raises: AppError (400) for a place that is none."""
    found = filters.events()
    if before:
        found = found.filter(pk__lt=_place(before))
    rows = list(found.order_by("-pk")[: PAGE + 1])
    return Found(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def _place(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 19 or int(text) > _LARGEST_KEY:
        raise AppError("bad_cursor", _("This page does not exist. Start from the first one."), status=400)
    return int(text)


def as_json_lines(filters: Filters) -> Iterator[str]:
    """The events, oldest first, an object a line; a last line says so where more than MOST_EXPORTED were asked for."""
    for event in _walk(filters):
        yield json.dumps(_fields(event) if event else {"cut_after": MOST_EXPORTED}, ensure_ascii=False) + "\n"


def as_csv(filters: Filters) -> Iterator[str]:
    """The same as comma-separated values with a header; no cell can be a formula (XI-07)."""
    yield _row(COLUMNS)
    for event in _walk(filters):
        if event is None:
            yield _row([f"cut after {MOST_EXPORTED}"])
            continue
        fields = _fields(event) | {"detail": json.dumps(event.detail, ensure_ascii=False, sort_keys=True)}
        yield _row([fields[name] for name in COLUMNS])


def _row(cells: Any) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_inert(str(cell)) for cell in cells])
    return line.getvalue()


def _inert(cell: str) -> str:
    """A spreadsheet takes what begins like a formula for one; an apostrophe makes it text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def _walk(filters: Filters) -> Iterator[Event | None]:
    """Chunk by chunk, so that no table is held in memory or locked; None where it was cut."""
    place, count = 0, 0
    while True:
        chunk = list(filters.events().filter(pk__gt=place).order_by("pk")[:CHUNK])
        for event in chunk:
            if count == MOST_EXPORTED:
                yield None
                return
            yield event
            count += 1
        if len(chunk) < CHUNK:
            return
        place = chunk[-1].pk


def _fields(event: Event) -> dict[str, Any]:
    return {name: getattr(event, name) for name in COLUMNS} | {"at": event.at.astimezone(UTC).isoformat()}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
