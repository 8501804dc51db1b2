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
    Control(
        "the limit of an address is silent at the reset door",
        "idp/accounts/password_reset.py",
        'if error.limit.scope == "account":',
        'if error.limit.scope == "nobody":',
        "tests/security/test_en_05_asking_for_a_reset.py::test_the_addresss_own_limit_is_silent",
    ),
    Control(
        "an unproved address gets no reset link",
        "idp/accounts/password_reset.py",
        'return "" if user.email_verified_at is not None else "unproved address"',
        'return ""',
        "tests/security/test_en_05_asking_for_a_reset.py::test_only_who_can_use_a_link_gets_one_and_nobody_else_any_mail[unverified]",
    ),
    Control(
        "the way back leads into no sign-in of another browser",
        "idp/web/way_back.py",
        'return found.id if found is not None and services.began_here(found, request) else ""',
        'return found.id if found is not None else ""',
        "tests/security/test_cs_07_after_a_reset.py::test_an_interaction_of_another_browser_is_not_remembered[in the form]",
    ),
    Control(
        "the URL of a mailed link is sent on to nobody",
        "idp/web/mailed_links.py",
        'response["Referrer-Policy"] = "no-referrer"',
        'response["Referrer-Policy"] = "unsafe-url"',
        "tests/security/test_ac_10_mailed_links.py::test_the_page_has_no_token_in_its_url_body_or_headers",
    ),
    Control(
        "a reset ends every session",
        "idp/accounts/people.py",
        "    raise_epoch(user, keep=keep)\n    sid",
        "    sid",
        "tests/security/test_mf_17_reset_signs_nobody_in.py::test_everybody_who_was_signed_in_is_out",
    ),
)
