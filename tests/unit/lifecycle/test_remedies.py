"""Every reason that is recorded for a refusal has its own remedy: none is forgotten, none stands for nothing."""

from typing import get_args

import pytest

from idp.accounts.outcomes import Reason
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.lifecycle import remedies
from tests.unit.lifecycle import recorded_reasons

pytestmark = pytest.mark.django_db
OURS = recorded_reasons.of_refusals() | recorded_reasons.of_events() | set(get_args(Reason))


def remedy(reason: str, **values: object) -> list[str]:
    reference = record(Action.AUTHORIZATION_DECIDE, outcome="refused", reason=reason, **values)
    return remedies.of(Event.objects.get(reference=reference))


def test_the_reasons_are_found_in_the_code() -> None:
    known = {
        "redirect_uri is not registered for this client.",  # a description
        "the client is turned off",  # a detail
        "the secret has expired",  # what a function returns
        "the code has expired",  # what a parameter hands on
        "the grant was revoked",  # the first of a table
        "no client is identified",  # a constant
        "wrong password",  # an event's own
    }
    assert known <= OURS and len(OURS) > 100


@pytest.mark.parametrize("reason", sorted(OURS | recorded_reasons.of_the_engine()))
def test_it_has_a_remedy(reason: str) -> None:
    assert remedies.BY_REASON.get(reason), f"say in idp/lifecycle/remedies.py what helps against: {reason}"


def test_no_remedy_is_left_over() -> None:
    assert set(remedies.BY_REASON) - OURS - recorded_reasons.of_the_engine() - {"csrf", "invalid_request"} == set()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("invalid_request: redirect_uri is not registered for this client.", "redirect_uri of the request"),
        ("unauthorized_client: the client is unknown", "client_id of a registered client"),
        ("unauthorized_client: the client is turned off", "turning the client on"),
        ("unauthorized_client: unauthorized_client", "grant type"),
        ("invalid_client: the secret has expired", "current secret"),
        ("invalid_grant: the code_verifier does not fit the code_challenge", "second tab"),
        ("unauthorized_client: This client is unknown or disabled.", "turned on"),  # recorded before they were told apart
        ("access_denied: the person", "allowing"),
        ("csrf", "from this site"),
    ],
)
def test_the_remedy_is_that_of_the_reason(reason: str, words: str) -> None:
    assert words in remedy(reason)[0]


def test_words_that_nobody_here_wrote_have_none() -> None:
    assert remedy("invalid_request: something else") == remedy("teapot: short and stout") == []


def test_what_was_not_refused_needs_none() -> None:
    event = Event.objects.get(reference=record(Action.LOGOUT_DELIVER, reason="wrong"))
    assert remedies.of(event) == []


def test_where_the_reason_is_another_machines_the_action_has_one() -> None:
    event = Event.objects.get(reference=record(Action.LOGOUT_DELIVER, outcome="refused", reason="status 500"))
    assert "200 or 204" in remedies.of(event)[0]
