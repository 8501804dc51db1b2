"""Refusals of callers who proved nothing: a few one by one, a flood with its number. IN-11."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import RequestFactory

from idp.audit import anonymous, seals, verification
from idp.audit.events import Action
from idp.audit.models import Event, Tally
from idp.core import clock
from idp.lifecycle import why

pytestmark = pytest.mark.django_db
REASON = "unauthorized_client: the client is unknown"


@pytest.fixture(autouse=True)
def now() -> Iterator[Any]:
    with time_machine.travel(clock.now(), tick=False) as moment:
        yield moment


def refused(ip: str = "203.0.113.7", reason: str = REASON) -> str:
    request = RequestFactory().get("/oauth2/authorize", REMOTE_ADDR=ip)
    return anonymous.record_refusal(Action.AUTHORIZATION_DECIDE, reason=reason, request=request, client_id="made-up")


def test_the_first_are_events_and_the_rest_one_with_its_number(now: Any) -> None:
    shown = [refused() for _ in range(anonymous.SINGLY + 40)]
    assert Event.objects.count() == anonymous.SINGLY
    assert len(set(shown[: anonymous.SINGLY])) == anonymous.SINGLY and len(set(shown[anonymous.SINGLY :])) == 1
    assert anonymous.close_due() == 0, "the window is open"
    now.shift(anonymous.WINDOW)
    assert anonymous.close_due() == 1
    assert not Tally.objects.exists()
    told = Event.objects.get(reference=shown[-1])
    assert (told.action, told.outcome, told.reason) == (Action.AUTHORIZATION_DECIDE, "refused", REASON)
    assert told.ip == "203.0.113.0/24"
    assert told.detail["refusals"] == 40
    seals.seal()
    assert verification.verify(()).fault is None


def test_the_next_refusal_tells_of_the_window_before_it(now: Any) -> None:
    shown = [refused() for _ in range(anonymous.SINGLY + 3)]
    now.shift(anonymous.WINDOW)
    assert refused() not in shown
    assert Event.objects.get(reference=shown[-1]).detail["refusals"] == 3
    assert Event.objects.count() == anonymous.SINGLY + 2


def test_a_quiet_window_leaves_nothing_behind(now: Any) -> None:
    refused()
    now.shift(anonymous.WINDOW)
    anonymous.close_due()
    assert (Event.objects.count(), Tally.objects.count()) == (1, 0)


def test_other_networks_and_other_reasons_are_told_by_themselves() -> None:
    for _ in range(anonymous.SINGLY + 5):
        refused()
        refused(ip="203.0.113.200")
    before = Event.objects.count()
    assert before == anonymous.SINGLY
    refused(ip="203.0.114.7")
    refused(ip="2001:db8::1")
    refused(reason="invalid_request: client_id is missing.")
    assert Event.objects.count() == before + 3


def test_a_clock_that_was_set_back_closes_the_window(now: Any) -> None:
    for _ in range(anonymous.SINGLY + 5):
        refused()
    now.shift(timedelta(days=-30))
    before = Event.objects.count()
    refused()
    assert Event.objects.count() == before + 2


def test_why_answers_for_the_reference_while_it_counts_and_afterwards(now: Any) -> None:
    shown = [refused() for _ in range(anonymous.SINGLY + 5)][-1]
    open_report = why.report(shown)
    assert (open_report["reason"], open_report["facts"]["refusals"], open_report["ip"]) == (REASON, 5, "203.0.113.0/24")
    assert len(open_report["history"]) == anonymous.SINGLY and open_report["would_change_it"]
    now.shift(anonymous.WINDOW)
    anonymous.close_due()
    report = why.report(shown)
    assert (report["reason"], report["facts"]["refusals"]) == (REASON, 5)
    assert report["would_change_it"] == open_report["would_change_it"]
