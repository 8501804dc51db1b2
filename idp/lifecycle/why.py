"""The decision behind a reference: what was asked, each check and its verdict, the recorded facts, what would have changed it.

The policy is pure and its context is recorded, so the decision is made again from the record, not told from memory.
"""

from collections.abc import Mapping
from typing import Any

from idp.audit import anonymous
from idp.audit.models import Event, Tally
from idp.core import clock
from idp.core.errors import AppError
from idp.interaction import policy
from idp.interaction.context import Context
from idp.interaction.models import Interaction
from idp.lifecycle import redirects, remedies

_LETTERS_PER_GROUP = 4
_HISTORY_LIMIT = 50
_LONGEST_REQUEST_ID = 16


class UnknownReference(AppError):
    """Nothing is recorded under the reference."""

    def __init__(self) -> None:
        super().__init__("unknown_reference", "Nothing is recorded under this reference.", status=404)


def report(reference: str) -> dict[str, Any]:
    """The decision as plain JSON values; it holds no secret, because no event does.

    ``reference`` is of an audit event or of an interaction, whose latest decision is then told; case, spaces and dashes
    do not matter. Or it is a request's, as the header X-Request-Id of every answer has it, letter by letter.

    Raises: UnknownReference.
    """
    event = _of_request(reference.strip())
    reference = event.reference if event else _normalised(reference)
    event = event or Event.objects.filter(reference=reference).first()
    interaction = Interaction.objects.filter(reference=reference).first() if event is None else None
    if interaction is not None:
        event = _latest(interaction)
    if event is not None:
        return {"reference": reference} | _told(event) | {"history": _history(event)}
    if interaction is not None:
        return {"reference": reference} | _pending(interaction)
    if (tally := anonymous.find(reference)) is not None:
        return {"reference": reference} | _counted(tally)
    raise UnknownReference


def pairs(values: Mapping[str, Any], prefix: str = "") -> list[str]:
    """Nested facts as lines with dotted names; what is empty says nothing."""
    found: list[str] = []
    for name, value in values.items():
        if isinstance(value, Mapping):
            found += pairs(value, f"{prefix}{name}.")
        elif value not in (None, "", [], ()):
            found.append(f"{prefix}{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return found


def _normalised(reference: str) -> str:
    letters = "".join(character for character in reference.upper() if character.isalnum())
    return "-".join(letters[start : start + _LETTERS_PER_GROUP] for start in range(0, len(letters), _LETTERS_PER_GROUP))


def _of_request(request_id: str) -> Event | None:
    """What a request was refused for, else the last thing that it did."""
    if not request_id or len(request_id) > _LONGEST_REQUEST_ID:
        return None
    events = list(Event.objects.filter(request_id=request_id).order_by("-pk")[:_HISTORY_LIMIT])
    return next((event for event in events if event.outcome == "refused"), events[0] if events else None)


def _latest(interaction: Interaction) -> Event | None:
    """The decision with a recorded context, else the last thing that happened."""
    events = list(Event.objects.filter(interaction_id=interaction.id).order_by("-at", "-pk")[:_HISTORY_LIMIT])
    return next((event for event in events if "context" in event.detail), events[0] if events else None)


def _told(event: Event) -> dict[str, Any]:
    return {
        "at": event.at.isoformat(),
        "action": event.action,
        "outcome": event.outcome,
        "reason": event.reason,
        "client_id": event.client_id,
        "subject": event.subject,
        "actor": event.actor,
        "sid": event.sid,
        "request_id": event.request_id,
        "ip": event.ip,
        "user_agent": event.user_agent,
    } | (_replayed(event) if "context" in event.detail else _recorded(event))


def _replayed(event: Event) -> dict[str, Any]:
    """A decision of the interaction policy, made again."""
    stored = event.detail["context"]
    context = Context.from_dict(stored)
    verdict = policy.next_prompt(context)
    decision = {"prompt": verdict.prompt, "check": verdict.check}
    recorded = event.detail.get("verdict", {})
    checks = [check | {"decided": check["check"] == verdict.check} for check in policy.trace(context)]
    return {
        "asked": stored["asked"],
        "checks": checks,
        "verdict": decision | {"error": recorded.get("error", "")},
        "recorded_verdict": recorded,
        "policy_has_changed": any(recorded.get(name, value) != value for name, value in decision.items()),
        "facts": {name: value for name, value in stored.items() if name != "asked"},
        "would_change_it": [check["remedy"] for check in checks if check["decided"]] or remedies.of(event),
    }


def _recorded(event: Event) -> dict[str, Any]:
    """A decision by other rules: its reason is the verdict, its detail the facts."""
    told = {"asked": {}, "checks": [], "facts": event.detail, "would_change_it": remedies.of(event)}
    return told | ({"redirect_uri": redirect} if (redirect := redirects.told(event)) else {})


def _pending(interaction: Interaction) -> dict[str, Any]:
    """An interaction in which nothing was decided yet."""
    expired = interaction.expires_at <= clock.now()
    return {
        "at": interaction.created_at.isoformat(),
        "action": "interaction",
        "outcome": "expired" if expired else "open",
        "reason": "the person has not answered yet" if not expired else "the person did not answer in time",
        "client_id": interaction.client.client_id if interaction.client else "",
        "asked": {"target": interaction.target},
        "checks": [],
        "facts": {"proofs": sorted(interaction.proofs)},
        "would_change_it": ["the person answering the page that the interaction shows"],
        "history": [],
    }


def _counted(tally: Tally) -> dict[str, Any]:
    """Refusals that are counted together, while they are: the first of them are the history."""
    first = Event.objects.filter(action=tally.action, reason=tally.reason, at__gte=tally.began_at).order_by("at", "pk")
    told = Event(action=tally.action, reason=tally.reason, outcome="refused")
    return {
        "at": tally.began_at.isoformat(),
        "action": tally.action,
        "outcome": "refused",
        "reason": tally.reason,
        "client_id": "",
        "ip": tally.network,
        "asked": {},
        "checks": [],
        "facts": anonymous.facts(tally, clock.now()),
        "would_change_it": remedies.of(told),
        "history": [_line(event) for event in first[: anonymous.SINGLY]],
    }


def _line(event: Event) -> dict[str, str]:
    return {"at": event.at.isoformat(), "action": event.action, "outcome": event.outcome, "reason": event.reason}


def _history(event: Event) -> list[dict[str, str]]:
    """What else was recorded in the same interaction, else by the same request, oldest first."""
    same = {"interaction_id": event.interaction_id} if event.interaction_id else {"request_id": event.request_id}
    if not any(same.values()):
        return []
    others = Event.objects.filter(**same) if event.interaction_id else Event.objects.filter(**same).exclude(pk=event.pk)
    found = others.order_by("at", "pk")[:_HISTORY_LIMIT]
    return [_line(one) for one in found]
