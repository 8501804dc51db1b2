"""Controls of budgets that strangers could spend for the owner, of what keeps a session alive, and of one form of an address."""

from tests.sabotage.tree import Control

_ADDRESSES = "idp/accounts/addresses.py"
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
)
