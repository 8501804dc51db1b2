"""`idp why REF`: the decision behind a reference."""

import json
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idp.lifecycle import why
from idp.operations import terminal

_HEAD = (
    "reference",
    "at",
    "action",
    "outcome",
    "reason",
    "client_id",
    "subject",
    "actor",
    "sid",
    "request_id",
    "ip",
    "user_agent",
)


class Command(BaseCommand):
    """Exit codes: 0 told, 1 nothing is recorded under the reference."""

    help = "Tell the decision behind a reference: idp why K7QM-2XWD-9PRT [--json]"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "reference",
            help="as shown on the error page, in the log or in a problem document; or the x-request-id header of an answer",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def handle(self, *_: Any, reference: str, as_json: bool, **__: Any) -> None:
        try:
            told = why.report(reference)
        except why.UnknownReference as error:
            raise CommandError(error.title, returncode=1) from None
        self.stdout.write(json.dumps(told, indent=2) if as_json else terminal.block(lines(told)))


def lines(told: dict[str, Any]) -> Iterator[str]:
    """The report for people."""
    yield from (f"{name:<12}{told[name]}" for name in _HEAD if told.get(name))
    yield from _section("The redirect URI", _redirect_uri(told.get("redirect_uri", {})))
    yield from _section("What was asked", why.pairs(told["asked"]))
    yield from _section("Checks", [_check(check) for check in told["checks"]])
    if told.get("policy_has_changed"):
        yield ""
        yield f"The policy has changed since: it was recorded as {told['recorded_verdict']}."
    yield from _section("Recorded facts", why.pairs(told["facts"]))
    yield from _section("What would have changed it", told["would_change_it"])
    yield from _section(
        "In the same interaction or request",
        [f"{event['at']}  {event['action']}  {event['outcome']}  {event['reason']}".rstrip() for event in told["history"]],
    )


def _redirect_uri(told: dict[str, Any]) -> list[str]:
    if not told:
        return []
    lines = [f"sent        {told['sent']}", *(f"registered  {uri}" for uri in told["registered_now"]), told["difference"]]
    return lines + (["It is registered by now."] if told["is_registered_now"] else [])


def _section(title: str, body: list[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in body)] if body else []


def _check(check: dict[str, Any]) -> str:
    verdict = "asks" if check["asks"] else "ok"
    return f"{verdict:<6}{check['prompt']}: {check['check']}" + ("   <- this one decided" if check["decided"] else "")
