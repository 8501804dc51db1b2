"""Controls of what people meet on their way in and out: windows of clients, names, files that are applied."""

from tests.sabotage.tree import Control

_USERNAMES, _TEST_USERNAMES = "idp/accounts/usernames.py", "tests/unit/accounts/test_usernames.py::test_"

WAYS_IN = (
    Control(
        "pages that belong to no interaction are cut off from whoever opened them",
        "idp/core/http.py",
        "if request.path_info.startswith(INTERACTION_PREFIXES):",
        "if request.path_info:",
        "tests/security/test_hd_01_headers.py::test_every_page_of_a_signed_in_person_posts_home_only[/account]",
    ),
    Control(
        "the sample client takes no answer that it did not ask for",
        "demo_client/app.py",
        'require(flow, "It was finished before',
        'require(True, "It was finished before',
        "tests/demo_client/test_refusals.py::test_mx_05_state_of_another_browser",
    ),
    Control(
        "who keeps cookies is not told otherwise",
        "idp/core/cookie_test.py",
        'if request.COOKIES or request.method not in {"GET", "HEAD"}:',
        'if request.method not in {"GET", "HEAD"}:',
        "tests/integration/web/test_cookies_blocked.py::test_a_browser_that_keeps_them_is_told_the_truth",
    ),
    Control(
        "a copied address does not speak of another browser's cookies",
        "idp/core/cookie_test.py",
        "max_age=_LASTS_SECONDS)\n    except",
        "max_age=None)\n    except",
        "tests/integration/web/test_cookies_blocked.py::test_a_copied_address_claims_nothing",
    ),
    Control(
        "no colon in what an authenticator app reads",
        "idp/mfa/key_uri.py",
        '" " if character in ":/\\\\" else character',
        "character",
        "tests/unit/mfa/test_enrolment.py::test_a_colon_in_the_name_of_the_deployment_breaks_no_app",
    ),
    Control(
        "half a character is refused at its line",
        "idp/operations/configuration/document.py",
        'if any("\\ud800" <= character <= "\\udfff" for character in text):',
        "if text is None:",
        "tests/unit/operations/test_document.py::test_what_json_does_not_allow_is_refused_with_its_line",
    ),
    Control(
        "only Argon2id hashes are taken from elsewhere",
        "idp/accounts/password_hashes.py",
        "return ours if passwords.is_hash(ours) else None",
        "return ours if passwords.is_hash(ours) else encoded",
        "tests/unit/accounts/test_people.py::test_other_hashes_are_refused",
    ),
    Control(
        "a username is given to one person",
        _USERNAMES,
        "    if claimed.user_id != user.pk:\n        return False\n",
        "",
        f"{_TEST_USERNAMES}a_refused_name_leaves_the_rest_of_the_profile_as_it_was",
    ),
    Control(
        "a username of somebody who is gone is given to nobody by choice",
        _USERNAMES,
        "if claimed.user_id is None and also_of_the_gone:",
        "if claimed.user_id is None:",
        f"{_TEST_USERNAMES}a_name_is_never_another_persons_again",
    ),
    Control(
        "a username that apps give rights to is not chosen",
        _USERNAMES,
        "if name in RESERVED and not by_operator:",
        "if name in RESERVED and by_operator is None:",
        f"{_TEST_USERNAMES}what_apps_give_rights_to_only_an_operator_gives[admin]",
    ),
    Control(
        "nor made of an address",
        _USERNAMES,
        "if stem not in RESERVED:",
        "if stem:",
        f"{_TEST_USERNAMES}what_is_made_of_an_address_or_a_wish[admin@example.org-admin2]",
    ),
    Control(
        "nobody keeps many usernames",
        _USERNAMES,
        "held.count() >= MOST_HELD",
        "held.count() >= 999",
        f"{_TEST_USERNAMES}nobody_keeps_a_thousand_names_from_everybody_else",
    ),
    Control(
        "a wish for a username tells nobody which there are",
        "idp/accounts/services.py",
        'wish = usernames.parse(username) if username.strip() else ""',
        'wish = usernames.parse(username) if username.strip() else ""\n'
        "        if User.objects.filter(preferred_username=wish).exists():\n"
        '            raise usernames.UsernameError("taken")',
        "tests/unit/accounts/test_services.py::test_a_wish_for_a_taken_username_is_answered_like_any_other",
    ),
)
