"""The table of proofs in order, and one run of it."""

import http.client
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.interaction.models import Interaction
from idp.operations.prove import faults, pages, races, truth
from idp.operations.prove.browser import Stuck
from idp.operations.prove.guests import ACTOR, House

Proof = Callable[[House], str | None]

PROOFS: tuple[tuple[str, Proof], ...] = (
    ("two tabs", pages.two_tabs),
    ("Back", pages.back),
    ("double submit", pages.double_submit),
    ("expired page", pages.expired_page),
    ("lost cookie", pages.lost_cookie),
    ("100-way code race", races.code_race),
    ("refresh with a lost answer", races.lost_answer),
    ("kill -9 in mid-redemption", faults.killed_server),
    ("Redis flushed", faults.flushed_redis),
    ("two sessions, two auth_time", truth.two_sessions),
    ("e-mail code asking for mfa", truth.mailed_code),
    ("sign-out everywhere", truth.signed_out_everywhere),
)


@dataclass(frozen=True)
class Outcome:
    """How a proof ended: ``verdict`` is ok, failed or none (there is nothing to prove here)."""

    proof: str
    verdict: str
    words: str
    reference: str
    seconds: float

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def run(mail_folder: Path | None) -> Iterator[Outcome]:
    """Run every proof; whoever was invited is gone afterwards."""
    house = House(mail_folder)
    try:
        for name, proof in PROOFS:
            yield _outcome(house, name, proof)
    finally:
        house.close()


def _outcome(house: House, name: str, proof: Proof) -> Outcome:
    began, guests_before = time.monotonic(), len(house.guests)
    try:
        words = proof(house)
        verdict, reference = ("none", "") if words is None else ("ok", "")
    except (Stuck, OSError, http.client.HTTPException) as error:
        words = str(error) or type(error).__name__
        shown = getattr(error, "reference", "")
        verdict, reference = "failed", _reference(house, guests_before, name, words, shown)
    return Outcome(name, verdict, words or "there is nothing of this here", reference, round(time.monotonic() - began, 1))


def _reference(house: House, guests_before: int, name: str, words: str, shown: str) -> str:
    """What `idp why` can tell most about when the guests are gone: a recorded decision, or the failure with its interaction.

    ``shown`` is the reference that the page at the failure showed.
    """
    if shown and Event.objects.filter(reference=shown).exists():
        return shown
    subjects = [guest.user.sub for guest in house.guests[guests_before:]]
    refused = Event.objects.filter(subject__in=subjects, outcome="refused").order_by("-pk").first()
    if refused is not None and not shown:
        return refused.reference
    interaction = Interaction.objects.filter(reference=shown).first() if shown else None
    return record(
        Action.OPERATOR_PROVE, outcome="refused", reason=f"{name}: {words}", actor=ACTOR,
        client_id=house.client.client_id, interaction_id=interaction.id if interaction else "", detail={"proof": name},
    )  # fmt: skip
