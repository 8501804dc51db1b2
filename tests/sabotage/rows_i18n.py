"""Controls around languages: the chooser leads nowhere else, obeys no other site, and translations lose nothing."""

from tests.sabotage.tree import Control

_LANGUAGES = "idp/core/languages.py"
_CHOICE = "tests/security/test_or_01_language_choice.py"
_TESTS = "tests/integration/test_languages.py"

LANGUAGES = (
    Control(
        "the chooser never sends to another host",
        _LANGUAGES,
        "escape_leading_slashes(escape_uri_path(request.path))",
        "request.path",
        f"{_CHOICE}::test_a_path_that_looks_like_another_host_stays_here",
    ),
    Control(
        "another site's link chooses no language",
        _LANGUAGES,
        'return wanted[0] if _is_from_here(request) else ""',
        "return wanted[0]",
        f"{_CHOICE}::test_a_link_on_another_site_sets_nothing",
    ),
    Control(
        "a choice is one of the languages",
        _LANGUAGES,
        "or len(wanted) != 1 or wanted[0] not in dict(settings.LANGUAGES)",
        "or not wanted",
        "tests/security/test_xi_10_language_value.py::test_a_choice_that_is_no_language_keeps_nothing",
    ),
    Control(
        "only a GET chooses",
        _LANGUAGES,
        'if request.method not in {"GET", "HEAD"} or len(wanted)',
        "if len(wanted)",
        f"{_CHOICE}::test_only_a_get_chooses",
    ),
    Control(
        "what the person chose counts before what a client wants",
        _LANGUAGES,
        'if getattr(request, "language_say", Say.BROWSER) <= say else ""',
        'if True else ""',
        f"{_TESTS}::test_ui_locales_count_before_the_browser_and_after_the_persons_choice",
    ),
    Control(
        "names in a mail keep to themselves",
        "idp/core/mail.py",
        "return languages.isolated(value) if value else value",
        "return value",
        f"{_TESTS}::test_names_in_a_mail_of_the_other_direction_keep_to_themselves",
    ),
    Control(
        "the account's language is one of the languages",
        "idp/web/account_language.py",
        "if chosen not in dict(settings.LANGUAGES):",
        "if not chosen:",
        f"{_TESTS}::test_the_account_keeps_a_language_only_when_its_owner_says_so",
    ),
    Control(
        "a page does not grow with its address",
        _LANGUAGES,
        "<= LONGEST_KEPT",
        "<= 100 * LONGEST_KEPT",
        "tests/security/test_xi_10_language_value.py::test_a_page_does_not_grow_with_its_address",
    ),
    Control(
        "a translation keeps its placeholders",
        "deploy/catalogues.py",
        "if text and _skeleton(text) not in likeness and not _spells_the_number(sources, text):",
        "if not text and _skeleton(text) not in likeness:",
        "tests/architecture/test_catalogues.py::test_a_lost_placeholder_is_found",
    ),
)
