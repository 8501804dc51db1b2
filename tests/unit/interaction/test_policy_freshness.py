"""What a session is good enough for, and until when: acr_values by preference, max_age and prompt=login to the very end."""

from dataclasses import replace
from typing import Any

import pytest

from idp.interaction.context import SETTLING_SECONDS, Context
from idp.interaction.policy import next_prompt
from idp.interaction.prompts import mfa
from tests.unit.interaction.test_policy import ADA, BOB, NOW, asked, context, proofs, session


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "MUST")
@pytest.mark.parametrize(
    ("acr_values", "has", "here", "verdict"),
    [
        (("1fa", "mfa"), "1fa", False, ""), (("mfa", "1fa"), "1fa", False, ""), (("mfa", "2fa-email"), "2fa-email", False, ""),
        (("mfa", "2fa-email"), "1fa", False, "acr_voluntary"), (("2fa-email", "mfa"), "1fa", False, "acr_voluntary"),
        (("urn:x", "1fa"), "1fa", False, ""), (("urn:x",), "1fa", False, ""), (("urn:x", "mfa"), "1fa", False, "acr_voluntary"),
        (("phr", "1fa"), "1fa", True, ""), (("1fa", "mfa"), "1fa", True, ""), (("mfa", "1fa"), "1fa", True, "acr_voluntary"),
        (("2fa-email",), "mfa", False, ""), (("phr",), "1fa", False, "acr_voluntary"), (("phr",), "mfa", False, ""),
    ],
)  # fmt: skip
def test_acr_values_are_an_order_of_preference(acr_values: tuple[str, ...], has: str, here: bool, verdict: str) -> None:
    """A session that has one of them suffices; whoever signs in anew, or has none, reaches for the first within reach."""
    facts = context(asked=asked(acr_values=acr_values), person=ADA, session=session(acr=has), mfa_policy="optional")
    if here:
        facts = replace(facts, session=None, proofs=proofs("password"))
    found = {check.name: check.fails(facts) for check in mfa.CHECKS}
    assert found["acr_voluntary"] is bool(verdict)


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "MUST")
@pytest.mark.parametrize(
    ("asks", "age", "is_overtaken"),
    [
        ({"max_age": 20}, 20, False), ({"max_age": 20}, 35, True), ({"max_age": 0}, SETTLING_SECONDS, False),
        ({"max_age": 0}, SETTLING_SECONDS + 1, True), ({"prompt": frozenset({"login"})}, 600, False),
        ({"prompt": frozenset({"login"})}, 660, True), ({}, 3000, False),
    ],
)  # fmt: skip
def test_what_was_fresh_is_judged_again_after_the_last_page(asks: dict[str, Any], age: int, is_overtaken: bool) -> None:
    facts = context(asked=asked(**asks, client_trusted=False, scopes=frozenset({"openid"})), person=ADA)
    facts = replace(facts, session=replace(session(age=age), made_here=True))
    assert next_prompt(facts).prompt == "consent"  # an open page is answered first, so that its answer is not lost
    allowed = next_prompt(replace(facts, consented_scopes=frozenset({"openid"})))
    assert (allowed.prompt, allowed.check) == (("login", "sign_in_overtaken") if is_overtaken else ("done", ""))


def test_a_slow_code_is_no_old_sign_in() -> None:
    """The person signed in when the last factor was proved: no max_age asks for it without end."""
    facts = context(asked=asked(max_age=1), person=ADA, proofs={"password": NOW - 90, "totp": NOW})
    assert (facts.authenticated_at, next_prompt(facts).prompt) == (NOW, "done")


def test_an_event_of_an_older_version_is_replayed() -> None:
    stored = context(asked=asked(subs=("ada",)), person=ADA).to_dict()
    stored["asked"]["hinted_sub"] = stored["asked"].pop("subs")[0]
    assert Context.from_dict(stored).asked.subs == ("ada",)
    stored["asked"]["hinted_sub"] = ""
    assert Context.from_dict(stored).asked.subs == ()


def test_a_password_chosen_by_mail_leaves_the_mailbox_no_second_factor() -> None:
    ada, bob = replace(ADA, password_by_mail=True), replace(BOB, password_by_mail=True)
    met = [next_prompt(context(person=one, proofs=proofs("password", "email_otp"))).prompt for one in (ada, bob, ADA)]
    assert met == ["mfa", "done", "done"]
