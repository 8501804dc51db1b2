"""Controls against whoever was sent away and comes back: the same password again, the same browser, a spent code."""

from tests.sabotage.tree import Control

RETURNS = (
    Control(
        "a new password is not the old one",
        "idp/accounts/passwords.py",
        "if instead_of is not None and check(instead_of, password):",
        "if False:",
        "tests/security/test_pw_08_same_password.py::test_over_the_api",
    ),
    Control(
        "a reset does not give the old password again",
        "idp/accounts/password_reset.py",
        ", instead_of=user)",
        ")",
        "tests/security/test_pw_08_same_password.py::test_by_a_mailed_link_which_stays_good",
    ),
    Control(
        "taking an address back does not give the old password again",
        "idp/accounts/address_change.py",
        ", instead_of=user)",
        ")",
        "tests/security/test_pw_08_same_password.py::test_where_a_change_of_address_is_taken_back",
    ),
    Control(
        "a browser that was sent away is no longer known",
        "idp/lifecycle/sign_out.py",
        "if asking is None or session.browser_hash != asking.browser_hash:",
        "if asking is None:",
        "tests/security/test_mf_41_browser_sent_away.py::test_the_owner_is_told_again",
    ),
    Control(
        "a spent recovery code opens nothing",
        "idp/mfa/factors/recovery_codes.py",
        'Miss("used") if found[0].facts.get("is_spent") else Match(found[0])',
        "Match(found[0])",
        "tests/unit/mfa/factors/test_recovery_codes.py::test_a_spent_code_is_told_apart_and_is_no_match",
    ),
    Control(
        "a guess is taken back only while none was counted after it",
        "idp/limits/guesses.py",
        "filter(key_hash=key, failures=failures).update(failures=failures - 1",
        "filter(key_hash=key).update(failures=failures - 1",
        "tests/unit/limits/test_guesses.py::test_a_guess_that_was_none_is_taken_back_and_no_other",
    ),
)
