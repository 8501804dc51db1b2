"""Controls of registration, secrets, consent memory and the operator's file. Attack families DC, CO, CA."""

from tests.sabotage.tree import Control

_URI = "idp/protocol/rfc8252_registered_uri.py"
_RULES = "idp/protocol/rfc7591_registration.py"
_REGISTRATION = "idp/clients/registration.py"
_SECRETS = "idp/clients/client_secrets.py"
_APPLY = "idp/operations/configuration/apply.py"
_DOCUMENT = "idp/operations/configuration/document.py"
_TEST_URI = "tests/unit/protocol/test_rfc8252_registered_uri.py"
_TEST_RULES = "tests/unit/protocol/test_rfc7591_registration.py"
_TEST_REGISTRATION = "tests/unit/clients/test_registration.py"

CLIENTS = (
    Control(
        "a host that browsers read as a number is refused",
        _URI,
        "if _NUMERIC.fullmatch(labels[-1]):",
        "if False:",
        f"{_TEST_URI}::test_ambiguous_uris_are_refused_in_words[True-host-6]",
    ),
    Control(
        "a user name in a redirect URI is refused",
        _URI,
        'if "@" in authority:',
        'if "@@" in authority:',
        f"{_TEST_URI}::test_the_reason_is_the_right_one",
    ),
    Control(
        "plain http is for loopback",
        _URI,
        'if scheme == "http" and host not in LOOPBACK:',
        'if scheme == "http" and not host:',
        f"{_TEST_URI}::test_ambiguous_uris_are_refused_in_words[True-plain http-0]",
    ),
    Control(
        "dot segments are refused however they are written",
        _URI,
        "if _PATH_ESCAPE.search(path) or ",
        "if ",
        f"{_TEST_URI}::test_ambiguous_uris_are_refused_in_words[True-path-2]",
    ),
    Control(
        "members that nobody knows are never swallowed",
        _RULES,
        "for name in metadata if name not in known]",
        "for name in metadata if not name]",
        f"{_TEST_RULES}::test_members_that_nobody_knows_are_never_swallowed",
    ),
    Control(
        "a public client must use PKCE",
        _RULES,
        'if is_public and not filled["require_pkce"]:',
        'if not is_public and not filled["require_pkce"]:',
        f"{_TEST_RULES}::test_what_does_not_fit_together_is_refused",
    ),
    Control(
        "names have no invisible characters",
        _RULES,
        "if len(name) > MAX_NAME_LENGTH or hidden:",
        "if len(name) > MAX_NAME_LENGTH:",
        f"{_TEST_RULES}::test_names_that_deceive_are_refused",
    ),
    Control(
        "a weak client secret is refused",
        _SECRETS,
        "32 <= len(secret) <= 255",
        "1 <= len(secret) <= 255",
        f"{_TEST_REGISTRATION}::test_a_given_secret_is_kept_and_not_returned_and_a_weak_one_refused",
    ),
    Control(
        "a change raises the version that the row has now",
        _REGISTRATION,
        "    rows.lock(client)\n    checked = check(",
        "    checked = check(",
        f"{_TEST_REGISTRATION}::test_two_changes_from_one_old_copy_get_two_versions",
    ),
    Control(
        "consents end when the client becomes somebody else",
        _REGISTRATION,
        'if "client_name" in changes or _hosts(before) != _hosts(after):',
        'if "client_name" in changes:',
        f"{_TEST_REGISTRATION}::test_consents_end_when_the_client_becomes_somebody_else",
    ),
    Control(
        "a client that becomes public loses its secrets",
        _REGISTRATION,
        "        held.delete()\n",
        "",
        f"{_TEST_REGISTRATION}::test_a_client_that_becomes_public_loses_its_secrets",
    ),
    Control(
        "an old secret ends when it is said to",
        _SECRETS,
        ".update(expires_at=others_end_at)",
        ".exists()",
        f"{_TEST_REGISTRATION}::test_rotation_ends_the_old_secret_now_or_later",
    ),
    Control(
        "an update does not turn a disabled client on",
        _REGISTRATION,
        '{"enabled": client.enabled} | {name',
        "{name",
        "tests/unit/clients/test_registration.py::test_an_update_does_not_turn_a_disabled_client_on",
    ),
    Control(
        "a resource cannot declare the provider's own scopes",
        "idp/clients/resources.py",
        "if scope in PERSON_SCOPES | API_SCOPES:",
        "if scope in PERSON_SCOPES:",
        "tests/unit/clients/test_resources.py::test_a_scope_is_a_word_that_is_not_ours",
    ),
    Control(
        "native and unverified clients are never remembered",
        "idp/clients/consents.py",
        'return client.verified and client.application_type != "native"',
        "return client.verified",
        "tests/unit/clients/test_consents.py::test_clients_that_others_can_impersonate_are_never_remembered",
    ),
    Control(
        "a consent is remembered for one redirect host",
        "idp/clients/consents.py",
        'return urlsplit(redirect_uri).hostname or ""',
        'return ""',
        "tests/unit/clients/test_consents.py::test_another_host_person_or_client_is_asked_anew",
    ),
    Control(
        "a dry run changes nothing",
        _APPLY,
        "        if dry_run:\n            transaction.set_rollback(True)\n",
        "        if dry_run:\n            pass\n",
        "tests/integration/operations/test_apply.py::test_dry_run_tells_and_changes_nothing",
    ),
    Control(
        "one fault in a file changes nothing",
        _APPLY,
        "            transaction.set_rollback(True)\n            raise FaultyDocument(run.faults)",
        "            pass\n    if run.faults:\n        raise FaultyDocument(run.faults)\n    with transaction.atomic():",
        "tests/integration/operations/test_apply.py::test_one_wrong_line_changes_nothing_and_is_named",
    ),
    Control(
        "a key given twice is refused",
        _DOCUMENT,
        "elif key in found:",
        "elif key in ():",
        "tests/unit/operations/test_document.py::test_what_is_not_plain_is_refused_with_its_line",
    ),
    Control(
        "a locked person cannot sign in",
        "idp/lifecycle/administration.py",
        "if User.objects.filter(pk=user.pk, is_active=True).update(is_active=False) == 1:",
        "if User.objects.filter(pk=user.pk, is_active=True).update(is_active=True) == 1:",
        "tests/integration/operations/test_user.py::test_lock_kills_what_the_person_holds_and_unlock_lets_them_in_again",
    ),
)
