"""What proofs are worth. MF-31."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.mfa import policy
from idp.mfa.factors import FACTORS
from idp.mfa.factors.interface import FactorFacts

KINDS = ["password", "email_otp", "verify_email", "totp", "recovery", "consent", "register", "passkey?"]


@pytest.mark.parametrize(
    ("kinds", "acr", "amr"),
    [
        ([], "", ()),
        (["password"], "1fa", ("pwd",)),
        (["password", "consent"], "1fa", ("pwd",)),
        (["password", "email_otp"], "2fa-email", ("pwd", "otp")),
        (["password", "verify_email"], "2fa-email", ("pwd", "otp")),
        (["password", "totp"], "mfa", ("pwd", "otp", "mfa")),
        (["password", "recovery"], "mfa", ("pwd", "otp", "mfa")),
        (["password", "email_otp", "totp"], "mfa", ("pwd", "otp", "mfa")),
        (["totp"], "", ()),
        (["totp", "email_otp", "recovery"], "", ()),
    ],
)
def test_achieved(kinds: list[str], acr: str, amr: tuple[str, ...]) -> None:
    assert policy.achieved(kinds) == (acr, amr)


@given(st.sets(st.sampled_from(KINDS)))
def test_mail_never_yields_mfa_and_nothing_yields_phr(kinds: set[str]) -> None:
    acr, amr = policy.achieved(kinds)
    if acr == "mfa":
        assert kinds & {"totp", "recovery"}
        assert "mfa" in amr
    assert acr != "phr"
    assert (acr == "") is ("password" not in kinds)


@given(st.sets(st.sampled_from(KINDS)), st.sampled_from(KINDS))
def test_another_proof_never_lowers_the_acr(kinds: set[str], more: str) -> None:
    assert policy.rank(policy.achieved(kinds | {more})[0]) >= policy.rank(policy.achieved(kinds)[0])


def test_ranks() -> None:
    assert [policy.rank(acr) for acr in ("", "urn:unknown", "1fa", "2fa-email", "mfa", "phr")] == [0, 0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("has_totp", "email_usable", "acr"),
    [(True, True, "mfa"), (True, False, "mfa"), (False, True, "2fa-email"), (False, False, "2fa-email")],
)
def test_strongest(has_totp: bool, email_usable: bool, acr: str) -> None:
    assert policy.strongest(FactorFacts(has_totp, 0, False, email_usable)) == acr


@pytest.mark.parametrize(
    ("setting", "has_totp", "acr"),
    [
        ("required", False, "2fa-email"),
        ("required", True, "2fa-email"),
        ("mfa", False, "mfa"),
        ("mfa", True, "mfa"),
        ("optional", False, "1fa"),
        ("optional", True, "2fa-email"),
    ],
)
def test_demanded(setting: str, has_totp: bool, acr: str) -> None:
    assert policy.demanded(setting, has_totp=has_totp) == acr


@given(st.lists(st.sampled_from(["", *policy.POLICIES])))
def test_the_strictest_of_several_policies_wins(several: list[str]) -> None:
    strictest = policy.strictest(*several)
    assert strictest in policy.POLICIES
    for one in filter(None, several):
        for has_totp in (False, True):
            weaker, stronger = (policy.rank(policy.demanded(each, has_totp=has_totp)) for each in (one, strictest))
            assert weaker <= stronger


@pytest.mark.parametrize("factor", FACTORS, ids=lambda factor: factor.type)
def test_each_factor_says_of_itself_what_the_policy_grants(factor: object) -> None:
    acr, amr = policy.achieved(["password", factor.type])
    assert (acr, amr) == (factor.acr, ("pwd", *factor.amr))


@pytest.mark.parametrize(
    ("mfa_policies", "minimum_acr", "acr"),
    [
        (("optional",), "", "1fa"), (("optional", "", "required"), "", "2fa-email"), (("required", "", "mfa"), "", "mfa"),
        (("required",), "mfa", "mfa"), (("mfa",), "2fa-email", "mfa"),
    ],
)  # fmt: skip
def test_the_most_demanding_of_all_counts(mfa_policies: tuple[str, ...], minimum_acr: str, acr: str) -> None:
    assert policy.least_rank(*mfa_policies, minimum_acr=minimum_acr) == policy.rank(acr)


@given(st.frozensets(st.sampled_from(["password", "email_otp", "verify_email", "totp", "recovery"])))
def test_what_was_proved_is_read_from_acr_or_amr(kinds: frozenset[str]) -> None:
    acr, amr = policy.achieved(kinds)
    assert policy.proved_rank(acr, amr) == policy.proved_rank("", amr) == policy.rank(acr)
