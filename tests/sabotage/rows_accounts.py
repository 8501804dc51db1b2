"""Controls of mailed links, passwords and addresses; their tests are in the links' unit tests and among the attacks."""

from tests.sabotage.tree import Control

_LINKS = "idp/accounts/links.py"
_TEST_LINKS = "tests/unit/accounts/test_links.py"

ACCOUNTS = (
    Control(
        "a mailed link is spent once",
        _LINKS,
        "return _live(link).update(spent_at=clock.now()) == 1",
        "return _live(link).exists()",
        f"{_TEST_LINKS}::test_looking_spends_nothing_and_spending_works_once",
    ),
    Control(
        "a mailed link opens one door",
        _LINKS,
        ".filter(token_hash=secrets.digest(token), purpose=purpose).first()",
        ".filter(token_hash=secrets.digest(token)).first()",
        f"{_TEST_LINKS}::test_a_link_opens_one_door",
    ),
    Control(
        "a raised epoch ends mailed links",
        _LINKS,
        "return row.filter(same_epoch | Q(purpose__in=OUTLASTING))",
        "return row",
        f"{_TEST_LINKS}::test_a_raised_epoch_ends_a_link_even_one_that_was_found_before",
    ),
    Control(
        "a newer mailed link ends the older",
        _LINKS,
        "    if purpose not in OUTLASTING:\n        end(current, purpose)\n",
        "",
        f"{_TEST_LINKS}::test_a_newer_link_ends_the_older_but_not_those_of_others_or_of_another_purpose",
    ),
    Control(
        "a mailed token never reaches a log",
        "idp/core/logging.py",
        "g[ls]_",
        "gs_",
        f"{_TEST_LINKS}::test_no_log_line_holds_the_token",
    ),
)
