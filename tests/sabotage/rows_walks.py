"""Controls that keep a sign-in from ending in a dead end, or in more than was proved."""

from tests.sabotage.tree import Control

_MENDED = "tests/walks/test_mended.py::test_"
_WALKS = "tests/walks/test_walks.py::test_no_walk_ends_in_a_dead_end"

WALKS = (
    Control(
        "no session before the second factor",
        "idp/interaction/prompts/mfa.py",
        "and rank(context.acr) < _EMAIL",
        "and rank(context.acr) < 0",
        f"{_WALKS}[1]",
    ),
    Control(
        "who signs in again leaves an ended session behind",
        "idp/interaction/services.py",
        'values["session"] = None',
        'values["proofs"] = proofs',
        f"{_MENDED}a_sign_in_goes_on_in_the_page_whose_session_ended",
    ),
    Control(
        "a code is answered from the session of the person who answered",
        "idp/interaction/views.py",
        "state = services.settle(request, interaction, state)",
        "state = services.state_of(request, interaction)",
        f"{_MENDED}a_code_is_of_the_person_who_answered_whoever_signed_in_besides",
    ),
    Control(
        "a page that refuses has a way on",
        "idp/web/errors.py",
        "again=request.path,",
        'again="",',
        f"{_MENDED}a_page_that_refuses_has_links_that_work[csrf-ways1]",
    ),
)
