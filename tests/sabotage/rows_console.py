"""Controls of the account console and of the step-ups that it asks for."""

from tests.sabotage.tree import Control

_STEP_UP = "tests/integration/web/test_step_up.py::test_"

CONSOLE = (
    Control(
        "only who is signed in may leave a page that asks for a proof",
        "idp/interaction/screens.py",
        "return visit.is_confirmation and prompt.may_decline",
        "return prompt.may_decline",
        f"{_STEP_UP}nobody_who_is_not_signed_in_is_offered_to_stop",
    ),
    Control(
        "Back to a finished step asks for nothing",
        "idp/interaction/views.py",
        "if client is None or state.session is None or",
        "if client is None or state.session is not None or",
        f"{_STEP_UP}back_to_a_finished_step_asks_for_nothing",
    ),
)
