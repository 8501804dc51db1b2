"""`idp why`: any recorded decision, made again from its own facts."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.core import clock, secrets
from idp.interaction import policy
from idp.interaction.context import Asked, Context, Person, SessionFacts
from idp.interaction.models import Interaction
from idp.lifecycle import why

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000
SIGNED_IN = Context(
    now=NOW,
    asked=Asked("authorization", NOW, acr_values=("mfa",), client_id="demo", scopes=frozenset({"openid"}), client_trusted=True),
    person=Person("sub-ada", has_totp=True, recovery_codes_left=9),
    session=SessionFacts("sub-ada", NOW - 60, "2fa-email", ("pwd", "otp")),
)


def decide(context: Context, *, error: str = "", interaction_id: str = "") -> str:
    """Record a decision as the interaction does; returns its reference."""
    verdict = policy.next_prompt(context)
    return record(
        Action.AUTHORIZATION_DECIDE,
        outcome="refused" if error else "success",
        reason=error and f"{error}: {verdict.check}",
        subject=context.person.sub if context.person else "",
        client_id=context.asked.client_id,
        interaction_id=interaction_id,
        detail={"context": context.to_dict(), "verdict": {"prompt": verdict.prompt, "check": verdict.check, "error": error}},
    )


def open_interaction(**values: object) -> Interaction:
    """A stored interaction without answers."""
    moment = clock.now()
    values = {"created_at": moment, "expires_at": moment + timedelta(hours=1)} | values
    return Interaction.objects.create(id=secrets.token(), reference=secrets.reference(), target="authorization", **values)


def test_a_silent_refusal_names_the_check_the_facts_and_the_remedy() -> None:
    told = why.report(decide(SIGNED_IN, error="interaction_required"))
    assert told["verdict"] == {"prompt": "mfa", "check": "acr_voluntary", "error": "interaction_required"}
    assert [check["check"] for check in told["checks"] if check["decided"]] == ["acr_voluntary"]
    assert len(told["checks"]) == sum(len(prompt.checks) for prompt in policy.PROMPTS)
    assert told["asked"]["acr_values"] == ["mfa"]
    assert told["facts"]["session"]["acr"] == "2fa-email"
    assert told["would_change_it"] == ["a session with the acr that was asked for"]
    assert told["policy_has_changed"] is False
    json.dumps(told)


def test_a_decision_that_let_the_request_pass_needs_no_remedy() -> None:
    told = why.report(
        decide(Context(**{**SIGNED_IN.__dict__, "asked": Asked("authorization", NOW, client_id="demo", client_trusted=True)}))
    )
    assert told["verdict"] == {"prompt": "done", "check": "", "error": ""}
    assert told["would_change_it"] == []
    assert not any(check["asks"] for check in told["checks"])


def test_a_policy_that_would_decide_otherwise_today_is_said_so() -> None:
    reference = record(
        Action.AUTHORIZATION_DECIDE,
        detail={"context": SIGNED_IN.to_dict(), "verdict": {"prompt": "done", "check": "", "error": ""}},
    )
    told = why.report(reference)
    assert told["policy_has_changed"] is True
    assert told["recorded_verdict"]["prompt"] == "done"


def test_an_interaction_tells_its_latest_decision_and_its_history() -> None:
    interaction = open_interaction()
    record(Action.USER_PASSWORD_PROVE, outcome="refused", reason="wrong password", interaction_id=interaction.id)
    decide(SIGNED_IN, interaction_id=interaction.id)
    record(Action.USER_FACTOR_PROVE, interaction_id=interaction.id)
    told = why.report(interaction.reference)
    assert told["verdict"]["check"] == "acr_voluntary"
    assert [event["action"] for event in told["history"]] == [
        "user:password:prove",
        "authorization:request:decide",
        "user:factor:prove",
    ]


@pytest.mark.parametrize(("age_hours", "outcome"), [(0, "open"), (2, "expired")])
def test_an_interaction_without_events_says_where_it_stands(age_hours: int, outcome: str) -> None:
    interaction = open_interaction(expires_at=clock.now() + timedelta(hours=1 - age_hours))
    assert why.report(interaction.reference)["outcome"] == outcome


def test_a_token_refusal_is_told_with_what_would_have_helped() -> None:
    told = why.report(
        record(Action.TOKEN_REFUSE, outcome="refused", reason="invalid_grant: the code has expired", client_id="demo")
    )
    assert told["checks"] == [] and "redeemed once" in told["would_change_it"][0]


@pytest.mark.parametrize("form", [str.lower, lambda text: text.replace("-", ""), lambda text: f" {text.replace('-', ' ')} "])
def test_a_reference_may_be_typed_as_it_was_heard(form: object) -> None:
    reference = record(Action.KEY_ROTATE)
    assert callable(form)
    assert why.report(form(reference))["reference"] == reference


@given(st.text(max_size=40))
def test_anything_else_is_unknown(text: str) -> None:
    with pytest.raises(why.UnknownReference):
        why.report(text)


def test_the_command_prints_each_part() -> None:
    out = StringIO()
    call_command("why", decide(SIGNED_IN, error="interaction_required"), stdout=out)
    text = out.getvalue()
    for part in (
        "What was asked",
        "Checks",
        "Recorded facts",
        "What would have changed it",
        "a session with the acr that was asked for",
    ):
        assert part in text
    assert "asks  mfa: acr_voluntary   <- this one decided" in text
    assert "ok    login: " in text


def test_the_command_prints_json() -> None:
    out = StringIO()
    reference = decide(SIGNED_IN)
    call_command("why", reference, "--json", stdout=out)
    assert json.loads(out.getvalue())["reference"] == reference


def test_an_unknown_reference_is_exit_code_1_and_a_sentence() -> None:
    assert not Event.objects.exists()
    with pytest.raises(CommandError, match=r"Nothing is recorded under this reference\.") as refused:
        call_command("why", "K7QM-2XWD-9PRT")
    assert refused.value.returncode == 1
