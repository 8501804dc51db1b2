"""Controls of budgets that strangers could spend for the owner, of what keeps a session alive, of an address's one form."""

from tests.sabotage.tree import Control

_ADDRESSES = "idp/accounts/addresses.py"
_SERVICES = "idp/accounts/services.py"
_T = "tests/security/test_"

BUDGETS = (
    Control(
        "a text that cannot be a code costs no try",
        "idp/accounts/outcomes.py",
        'return rejected("no_code") if six_digits(code) is None else None',
        "return None",
        "tests/unit/accounts/test_address_codes.py::test_a_text_that_is_no_code_is_no_try",
    ),
    Control(
        "a silent request keeps no browser alive",
        "idp/interaction/facts.py",
        'is_silent="none" in asked.prompt',
        "is_silent=False",
        f"{_T}rt_19_timers_revive_no_browser.py::test_what_a_timer_does_is_no_activity",
    ),
    Control(
        "what copying brings along belongs to no address",
        _ADDRESSES,
        "return character.isspace() or character in _UNSEEN",
        'return character == " "',
        f"{_T}in_09_lookalike_addresses.py::test_every_other_door_reads_an_address_alike",
    ),
    Control(
        "a text that is no address never becomes somebody's",
        _ADDRESSES,
        'return " " + trimmed(text)[:LONGEST].lower()',
        "return trimmed(text)[:LONGEST].casefold()",
        f"{_T}in_09_lookalike_addresses.py::test_sharp_s_is_never_somebody_whose_address_has_two",
    ),
    Control(
        "a known browser's guesses are its own",
        "idp/limits/guesses.py",
        "    if is_own:\n        budgets = {",
        "    if is_own and not user:\n        budgets = {",
        f"{_T}pw_11_owner_kept_out.py::test_all_strangers_together_reach_a_ceiling_and_the_known_browser_is_above_it",
    ),
    Control(
        "a copied cookie is dropped after ten failures",
        "idp/limits/guesses.py",
        "_streak(row, factor_class, clock.now()) < BROWSER_STOP",
        "_streak(row, factor_class, clock.now()) < 10**6",
        "tests/unit/limits/test_guesses.py"
        "::test_a_known_browser_that_is_wrong_too_often_counts_as_a_strangers_until_it_proves_the_person",
    ),
    Control(
        "a network spends nothing of another network's guesses",
        "idp/limits/guesses.py",
        '_key(factor_class, whom, "network", http.network(ip, 24, 48))',
        '_key(factor_class, whom, "network", "")',
        f"{_T}pw_11_owner_kept_out.py::test_twelve_wrong_passwords_and_one_an_hour_keep_nobody_out",
    ),
    Control(
        "all strangers together meet a ceiling",
        "idp/limits/guesses.py",
        "STRANGERS = Allowance(HARD_STOP,",
        "STRANGERS = Allowance(10**6,",
        "tests/unit/limits/test_guesses.py::test_strangers_everywhere_get_fifty_passwords_and_then_one_each_quarter_of_an_hour",
    ),
    Control(
        "a mailed link is worth no guesses at the app",
        "idp/mfa/frame.py",
        "known = known_browsers.signed_in(user, request)",
        "known = known_browsers.own(user, request)",
        f"{_T}mf_46_one_mailbox_is_one_factor.py::test_each_mailed_link_is_not_worth_more_guesses_at_the_app",
    ),
    Control(
        "a reset ends the trust in every browser",
        "idp/accounts/password_reset.py",
        "        known_browsers.forget_all(user)\n",
        "",
        f"{_T}pw_11_owner_kept_out.py::test_what_ends_every_sign_in_ends_the_trust_in_every_browser[the password was reset]",
    ),
    Control(
        "signing out everywhere ends the trust in every browser",
        "idp/lifecycle/sign_out.py",
        "    known_browsers.forget_all(user)\n",
        "",
        f"{_T}pw_11_owner_kept_out.py::test_what_ends_every_sign_in_ends_the_trust_in_every_browser[signed out everywhere]",
    ),
    Control(
        "a stranger's sends leave a known browser its own",
        "idp/accounts/address_codes.py",
        "if browser else (rates.Door.CODE_SEND, account)",
        "if browser == account else (rates.Door.CODE_SEND, account)",
        f"{_T}mf_45_strangers_spend_no_codes.py::test_the_owner_gets_a_code_whatever_was_sent_elsewhere",
    ),
    Control(
        "a network's sends leave another network its own",
        "idp/limits/rates.py",
        'account and f"{account} {place}"',
        "account",
        f"{_T}mf_45_strangers_spend_no_codes.py::test_one_strangers_hour_of_codes_leaves_another_network_its_own",
        also=("test_a_strangers_registration_of_an_address_holds_up_no_owner",),
    ),
    Control(
        "the tries at a code are those of its own place",
        _SERVICES,
        "guess = guesses.charge(None, VERIFY_EMAIL, address=binding)",
        "guess = guesses.charge(None, VERIFY_EMAIL, address=address)",
        f"{_T}mf_45_strangers_spend_no_codes.py::test_a_strangers_registration_of_an_address_holds_up_no_owner",
    ),
    Control(
        "one mailbox is not two factors",
        "idp/mfa/services.py",
        "if has_totp and user.password_by_mail:",
        "if has_totp and not user.password:",
        f"{_T}mf_46_one_mailbox_is_one_factor.py::test_the_mailbox_alone_opens_no_account_with_an_app",
    ),
    Control(
        "nor does the policy count it",
        "idp/interaction/context.py",
        "if person.email_code_off or person.password_by_mail:",
        "if person.email_code_off:",
        "tests/unit/interaction/test_policy_freshness.py::test_a_password_chosen_by_mail_leaves_the_mailbox_no_second_factor",
    ),
)
