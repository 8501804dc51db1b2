"""Controls that a hostile reading of the account's own doors added; their tests are the attacks."""

from tests.sabotage.tree import Control

_CREDENTIALS = "idp/lifecycle/credentials.py"
_T = "tests/security/test_"

ATTACK = (
    Control(
        "an offline grant, too, begins while its session lives",
        "idp/oidc/grants/authorization_code.py",
        "if reason or row.session_ended_at is not None:",
        "if reason:",
        f"{_T}lo_08_code_after_the_end.py::test_the_code_that_was_being_made_when_the_session_ended_is_dead",
    ),
    Control(
        "a change of password waits for nobody who was signed out meanwhile",
        _CREDENTIALS,
        "        _insist(user, session)\n        people.store_password(",
        "        people.store_password(",
        f"{_T}pw_05_overtaken_by_the_owner.py::test_a_password_that_was_judged_before_the_reset_is_not_set_after_it",
    ),
    Control(
        "a change of address waits for nobody who was signed out meanwhile",
        _CREDENTIALS,
        "        _insist(user, session)\n        refused = ",
        "        refused = ",
        f"{_T}pw_05_overtaken_by_the_owner.py::test_a_code_that_was_judged_before_the_reset_changes_no_address_after_it",
    ),
)
