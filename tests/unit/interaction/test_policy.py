"""The journey as a table, and what must hold for every context."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.interaction.context import Asked, Context, Person, SessionFacts
from idp.interaction.policy import PROMPTS, next_prompt, trace
from idp.mfa.policy import demanded, rank

NOW = 1_800_000_000
REGISTERED_ERRORS = {
    "login_required",
    "interaction_required",
    "consent_required",
    "account_selection_required",
    "unauthorized_client",
    "unmet_authentication_requirements",
}  # OpenID Connect Core §3.1.2.6, RFC 6749 §4.1.2.1, OpenID Connect Unmet Authentication Requirements
ADA = Person("ada", has_totp=True, recovery_codes_left=10)
BOB = Person("bob")


def asked(**values: Any) -> Asked:
    return Asked(**({"target": "authorization", "started_at": NOW - 5, "client_id": "rp", "client_trusted": True} | values))


def session(sub: str = "ada", acr: str = "mfa", age: int = 100, **values: Any) -> SessionFacts:
    amr = {"1fa": ("pwd",), "2fa-email": ("pwd", "otp"), "mfa": ("pwd", "otp", "mfa")}[acr]
    return SessionFacts(sub, NOW - age, acr, amr, **values)


def proofs(*kinds: str, age: int = 1) -> dict[str, int]:
    return dict.fromkeys(kinds, NOW - age)


def context(**values: Any) -> Context:
    return Context(**({"now": NOW, "asked": asked()} | values))


TABLE = [
    ("nobody is signed in", context(), "login", "no_session"),
    ("a session with the app", context(person=ADA, session=session()), "done", ""),
    ("a session with an e-mail code", context(person=BOB, session=session("bob", "2fa-email")), "done", ""),
    (
        "a group that demands a second factor where the deployment does not",
        context(person=replace(BOB, mfa_policy="required"), session=session("bob", "1fa"), mfa_policy="optional"),
        "mfa",
        "second_factor_required",
    ),
    (
        "a group that demands an app: the mailbox first",
        context(person=replace(BOB, mfa_policy="mfa"), proofs=proofs("password")),
        "mfa",
        "second_factor_required",
    ),
    (
        "a group that demands an app: then the app is added",
        context(person=replace(BOB, mfa_policy="mfa"), proofs=proofs("password", "email_otp")),
        "enrol_totp",
        "app_demanded",
    ),
    (
        "a group cannot soften the deployment's policy",
        context(person=replace(ADA, mfa_policy="required"), session=session(acr="2fa-email"), mfa_policy="mfa"),
        "mfa",
        "acr_strict",
    ),
    (
        "a password-only session under required",
        context(person=BOB, session=session("bob", "1fa")),
        "mfa",
        "second_factor_required",
    ),
    ("the same under optional", context(person=BOB, session=session("bob", "1fa"), mfa_policy="optional"), "done", ""),
    (
        "optional, but an app is enrolled",
        context(person=ADA, proofs=proofs("password"), mfa_policy="optional"),
        "mfa",
        "second_factor_required",
    ),
    ("password proved", context(person=ADA, proofs=proofs("password")), "mfa", "second_factor_required"),
    ("password and app", context(person=ADA, proofs=proofs("password", "totp")), "done", ""),
    ("password and e-mail code", context(person=BOB, proofs=proofs("password", "email_otp")), "done", ""),
    ("a factor without a password is nothing", context(person=ADA, proofs=proofs("totp")), "login", "no_session"),
    (
        "prompt=login with a session",
        context(asked=asked(prompt=frozenset({"login"})), person=ADA, session=session(age=0)),
        "login",
        "prompt_login",
    ),
    (
        "prompt=login, session made here",
        context(asked=asked(prompt=frozenset({"login"})), person=ADA, session=session(age=0, made_here=True)),
        "done",
        "",
    ),
    ("max_age is over", context(asked=asked(max_age=99), person=ADA, session=session(age=100)), "login", "max_age"),
    ("max_age holds", context(asked=asked(max_age=100), person=ADA, session=session(age=100)), "done", ""),
    ("max_age=0 like prompt=login", context(asked=asked(max_age=0), person=ADA, session=session(age=0)), "login", "max_age"),
    (
        "the hint names another",
        context(asked=asked(subs=("bob", "eve")), person=ADA, session=session()),
        "login",
        "hinted_person",
    ),
    ("the hint names this person", context(asked=asked(subs=("ada",)), person=ADA, session=session()), "done", ""),
    ("disabled", context(person=replace(ADA, is_active=False), proofs=proofs("password", "totp")), "login", "person_inactive"),
    (
        "address unproved",
        context(person=replace(BOB, email_verified=False), proofs=proofs("password")),
        "verify_email",
        "address_unproved",
    ),
    ("address proved here counts as mailbox code", context(person=BOB, proofs=proofs("password", "verify_email")), "done", ""),
    ("create an account", context(asked=asked(prompt=frozenset({"create"}))), "register", "account_wanted"),
    (
        "create, although signed in",
        context(asked=asked(prompt=frozenset({"create"})), person=ADA, session=session()),
        "register",
        "account_wanted",
    ),
    (
        "create, registration closed",
        context(asked=asked(prompt=frozenset({"create"})), registration_open=False),
        "login",
        "no_session",
    ),
    (
        "address given, owner unknown",
        context(asked=asked(prompt=frozenset({"create"})), proofs=proofs("register")),
        "verify_email",
        "address_unproved",
    ),
    (
        "select_account",
        context(asked=asked(prompt=frozenset({"select_account"})), person=ADA, session=session()),
        "refused",
        "account_selection_unsupported",
    ),
    (
        "minimum_acr mfa, e-mail session of somebody with an app",
        context(asked=asked(minimum_acr="mfa"), person=ADA, session=session(acr="2fa-email")),
        "mfa",
        "acr_strict",
    ),
    (
        "minimum_acr mfa, nobody enrolled: password first",
        context(asked=asked(minimum_acr="mfa"), person=BOB, session=session("bob", "2fa-email")),
        "login",
        "enrolment_needs_password",
    ),
    (
        "then the mailbox",
        context(asked=asked(minimum_acr="mfa"), person=BOB, proofs=proofs("password")),
        "mfa",
        "second_factor_required",
    ),
    (
        "then the app",
        context(asked=asked(minimum_acr="mfa"), person=BOB, proofs=proofs("password", "email_otp")),
        "enrol_totp",
        "app_demanded",
    ),
    (
        "policy mfa: the app",
        context(person=BOB, proofs=proofs("password", "email_otp"), mfa_policy="mfa"),
        "enrol_totp",
        "app_demanded",
    ),
    (
        "enrolled here, codes unsaved",
        context(
            asked=asked(minimum_acr="mfa"),
            person=replace(ADA, recovery_saved=False),
            proofs=proofs("password", "email_otp", "totp"),
        ),
        "recovery_codes",
        "codes_unsaved",
    ),
    ("essential acr met", context(asked=asked(essential_acr=("mfa",)), person=ADA, session=session()), "done", ""),
    (
        "essential acr not met",
        context(asked=asked(essential_acr=("mfa",)), person=ADA, session=session(acr="2fa-email")),
        "mfa",
        "acr_strict",
    ),
    (
        "essential acr unknown",
        context(asked=asked(essential_acr=("urn:x",)), person=ADA, session=session()),
        "refused",
        "acr_unreachable",
    ),
    (
        "essential phr",
        context(asked=asked(essential_acr=("phr",)), person=ADA, session=session()),
        "refused",
        "acr_unreachable",
    ),
    (
        "voluntary mfa asks once",
        context(asked=asked(acr_values=("mfa",)), person=ADA, session=session(acr="2fa-email")),
        "mfa",
        "acr_voluntary",
    ),
    (
        "voluntary mfa, an e-mail code came",
        context(asked=asked(acr_values=("mfa",)), person=ADA, proofs=proofs("password", "email_otp")),
        "done",
        "",
    ),
    (
        "voluntary mfa without an app",
        context(asked=asked(acr_values=("mfa",)), person=BOB, session=session("bob", "2fa-email")),
        "done",
        "",
    ),
    (
        "sudo wants a proof made here",
        context(asked=asked(target="local", sudo=True), person=ADA, session=session()),
        "mfa",
        "not_fresh",
    ),
    (
        "sudo by the weaker factor",
        context(asked=asked(target="local", sudo=True), person=ADA, session=session(), proofs=proofs("email_otp")),
        "mfa",
        "not_fresh",
    ),
    (
        "sudo by the app",
        context(asked=asked(target="local", sudo=True), person=ADA, session=session(), proofs=proofs("totp")),
        "done",
        "",
    ),
    (
        "sudo of somebody with e-mail codes",
        context(
            asked=asked(target="local", sudo=True), person=BOB, session=session("bob", "2fa-email"), proofs=proofs("email_otp")
        ),
        "done",
        "",
    ),
    (
        "consent is missing",
        context(asked=asked(client_trusted=False, scopes=frozenset({"openid", "email"})), person=ADA, session=session()),
        "consent",
        "scopes_not_consented",
    ),
    (
        "consent is remembered",
        context(
            asked=asked(client_trusted=False, scopes=frozenset({"openid"})),
            person=replace(ADA, remembered_scopes=frozenset({"openid"})),
            session=session(),
        ),
        "done",
        "",
    ),
    (
        "consent to less",
        context(
            asked=asked(client_trusted=False, scopes=frozenset({"openid", "email"})),
            person=replace(ADA, remembered_scopes=frozenset({"openid"})),
            session=session(),
        ),
        "consent",
        "scopes_not_consented",
    ),
    (
        "prompt=consent although remembered and trusted",
        context(asked=asked(prompt=frozenset({"consent"})), person=ADA, session=session()),
        "consent",
        "prompt_consent",
    ),
    (
        "consent given here",
        context(asked=asked(prompt=frozenset({"consent"})), person=ADA, session=session(), proofs=proofs("consent")),
        "done",
        "",
    ),
    (
        "the client was disabled meanwhile",
        context(asked=asked(client_enabled=False), person=ADA, session=session()),
        "refused",
        "client_disabled",
    ),
]


@pytest.mark.parametrize(("what", "facts", "prompt", "check"), TABLE, ids=[row[0] for row in TABLE])
def test_table(what: str, facts: Context, prompt: str, check: str) -> None:
    verdict = next_prompt(facts)
    assert (verdict.prompt, verdict.check) == (prompt, check)


acrs = st.sampled_from(["1fa", "2fa-email", "mfa"])
people = st.builds(
    Person,
    sub=st.sampled_from(["ada", "bob"]),
    is_active=st.booleans(),
    email_verified=st.booleans(),
    has_totp=st.booleans(),
    recovery_saved=st.booleans(),
    mfa_policy=st.sampled_from(["", "required", "mfa"]),
    remembered_scopes=st.frozensets(st.sampled_from(["openid", "email"])),
)
requests = st.builds(
    Asked,
    target=st.sampled_from(["authorization", "local"]),
    started_at=st.just(NOW - 5),
    prompt=st.frozensets(st.sampled_from(["login", "consent", "create"]), max_size=2),
    max_age=st.none() | st.integers(0, 200),
    acr_values=st.lists(acrs, max_size=2).map(tuple),
    essential_acr=st.lists(st.sampled_from(["1fa", "2fa-email", "mfa", "phr", "urn:x"]), max_size=2).map(tuple),
    minimum_acr=st.sampled_from(["", "2fa-email", "mfa"]),
    subs=st.lists(st.sampled_from(["ada", "bob"]), max_size=2).map(tuple),
    sudo=st.booleans(),
    client_trusted=st.booleans(),
    scopes=st.frozensets(st.sampled_from(["openid", "email"])),
)
contexts = st.builds(
    Context,
    now=st.just(NOW),
    asked=requests,
    person=st.none() | people,
    session=st.none() | st.builds(session, st.sampled_from(["ada", "bob"]), acrs, st.integers(0, 300), made_here=st.booleans()),
    proofs=st.dictionaries(
        st.sampled_from(["password", "totp", "email_otp", "recovery", "verify_email", "consent", "register"]),
        st.integers(NOW - 600, NOW),
    ),
    consented_scopes=st.frozensets(st.sampled_from(["openid", "email"])),
    mfa_policy=st.sampled_from(["required", "mfa", "optional"]),
    registration_open=st.booleans(),
)


@given(contexts)
def test_nothing_is_done_that_was_not_proved(facts: Context) -> None:
    """Done means: an active person with a verified address, authenticated, at or above everything that is strict."""
    if not next_prompt(facts).is_done:
        return
    assert facts.person is not None and facts.person.is_active and facts.person.email_verified
    assert "password" in facts.proofs or (facts.session is not None and facts.session.sub == facts.person.sub)
    assert rank(facts.acr) >= facts.strict_rank
    assert rank(facts.acr) >= rank(demanded(facts.mfa_policy, has_totp=facts.person.has_totp))
    if facts.person.mfa_policy:
        assert rank(facts.acr) >= rank(demanded(facts.person.mfa_policy, has_totp=facts.person.has_totp))
    assert facts.asked.subs == () or facts.person.sub in facts.asked.subs
    assert not facts.is_overtaken
    if facts.asked.target == "authorization" and not facts.asked.client_trusted:
        assert facts.asked.scopes <= facts.person.remembered_scopes | facts.consented_scopes


@given(contexts)
def test_the_reported_acr_never_exceeds_the_proofs(facts: Context) -> None:
    """mfa needs an app or recovery code, here or in the session; e-mail codes never yield it."""
    if facts.acr == "mfa":
        here = "totp" in facts.proofs or "recovery" in facts.proofs
        assert here or (facts.own_session is not None and facts.own_session.acr == "mfa")
    if facts.acr and "password" not in facts.proofs:
        assert facts.own_session is not None


@given(contexts)
def test_every_refusal_has_a_registered_error(facts: Context) -> None:
    verdict = next_prompt(facts)
    assert verdict.is_done or verdict.error in REGISTERED_ERRORS


@given(contexts)
def test_a_stored_context_replays_to_the_same_verdict(facts: Context) -> None:
    replayed = Context.from_dict(json.loads(json.dumps(facts.to_dict())))
    assert replayed == facts
    assert next_prompt(replayed) == next_prompt(facts)


@given(contexts)
def test_the_trace_agrees_with_the_verdict(facts: Context) -> None:
    verdict = next_prompt(facts)
    first = next((row for row in trace(facts) if row["asks"]), None)
    assert (first["check"] if first else "") == verdict.check


def test_prompts_are_the_words_of_the_contract() -> None:
    assert [prompt.name for prompt in PROMPTS] == [
        "select_account", "login", "register", "verify_email", "mfa", "enrol_totp", "recovery_codes", "keep_account",
        "consent", "login",
    ]  # fmt: skip


def test_an_unknown_essential_value_beside_a_known_one_stays_strict() -> None:
    facts = context(asked=asked(essential_acr=("urn:x", "mfa")), person=ADA, session=session(acr="2fa-email"))
    assert next_prompt(facts).check == "acr_strict"
