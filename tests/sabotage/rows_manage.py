"""Controls of the console's pages about clients, of secrets, and of what a file manages. Attack families CA, CS, XI, AP."""

from tests.sabotage.tree import Control

_SECRETS = "idp/clients/client_secrets.py"
_REGISTRATION = "idp/clients/registration.py"
_APPLY = "idp/operations/configuration/apply.py"
_CLIENTS = "idp/web/manage/clients.py"
_TRIAL = "idp/web/manage/trial.py"
_TEST_SECRETS = "tests/integration/web/test_client_secrets.py"
_TEST_OWNED = "tests/integration/operations/test_file_ownership.py"
_TEST_TRY = "tests/integration/web/test_try_login.py"
_TEST_CLAIMS = "tests/integration/web/test_claims_preview.py"

MANAGE = (
    Control(
        "the last secret is removed only after a warning",
        _SECRETS,
        "if not even_last and not valid(client)",
        "if not valid(client) and not valid(client)",
        f"{_TEST_SECRETS}::test_the_last_one_is_removed_only_after_the_warning",
    ),
    Control(
        "a client has at most ten secrets",
        _SECRETS,
        "if held.count() >= MOST:",
        "if held.count() >= 10 * MOST:",
        f"{_TEST_SECRETS}::test_there_are_at_most_ten",
    ),
    Control(
        "the last use of a secret costs one write an hour",
        _SECRETS,
        "if used.last_used_at is not None and moment - used.last_used_at < NOTE_USE_EVERY:",
        "if used.last_used_at is not None and moment < used.last_used_at:",
        "tests/integration/oidc/test_statement_budgets.py::test_client_credentials",
    ),
    Control(
        "a secret is removed on the page of its own client",
        "idp/web/manage/secrets_page.py",
        "return client.secrets.filter(pk=int(pk)).first()",
        "return ClientSecret.objects.filter(pk=int(pk)).first()",
        f"{_TEST_SECRETS}::test_a_secret_of_another_client_cannot_be_removed",
    ),
    Control(
        "a removed secret ends in every process",
        _SECRETS,
        "delete()[0]:\n        rows.save(client)",
        "delete()[0]:\n        rows.forget(client.client_id)",
        "tests/security/test_ca_15_secret_removed_elsewhere.py::test_it_is_dead_at_every_door",
    ),
    Control(
        "a client is deleted by its name",
        _CLIENTS,
        "if typed != client.name:",
        "if not typed:",
        "tests/integration/web/test_clients.py::test_deleting_names_what_ends_and_wants_the_name_typed",
    ),
    Control(
        "code for an app is text on the page",
        "idp/web/templates/web/manage/client.html",
        "{{ snippet.text|force_escape }}",
        "{{ snippet.text|safe }}",
        "tests/integration/web/test_wizard.py::test_an_address_in_the_code_is_text",
    ),
    Control(
        "a value stays in its place in the code",
        "idp/web/manage/frameworks.py",
        "return mark_safe(json.dumps(text))",
        "return mark_safe(f'\"{text}\"')",
        "tests/unit/web/manage/test_frameworks.py::test_a_value_cannot_leave_its_place_in_the_code[flask]",
    ),
    Control(
        "a login that is tried issues nothing",
        "idp/web/apps.py",
        "targets.Target(authorize.ask, trial.complete, trial.restart, stays_here=True)",
        "targets.Target(authorize.ask, authorize.complete, trial.restart, stays_here=True)",
        f"{_TEST_TRY}::test_it_ends_on_a_page_of_ours_and_issues_nothing",
    ),
    Control(
        "a tried login shows claims of the person who looks, of nobody else",
        _TRIAL,
        'if not facts["error"] and facts["is_own"]:',
        'if not facts["error"]:',
        f"{_TEST_TRY}::test_another_person_who_signs_in_sees_nothing_and_is_shown_to_nobody",
    ),
    Control(
        "a tried login is that of its client",
        _TRIAL,
        "target=TARGET, client=client)",
        "target=TARGET)",
        f"{_TEST_TRY}::test_the_result_of_another_client_or_of_a_real_sign_in_is_not_found",
    ),
    Control(
        "who looked at a person's claims is recorded",
        "idp/web/manage/preview_page.py",
        "    record(\n        Action.CLAIMS_PREVIEW,",
        "    dict(\n        action=Action.CLAIMS_PREVIEW,",
        f"{_TEST_CLAIMS}::test_no_token_is_made_and_who_looked_at_whom_is_recorded",
    ),
    Control(
        "nobody but the file changes what the file manages",
        _REGISTRATION,
        "        _refuse_owned(client, changes)\n",
        "        pass\n",
        f"{_TEST_OWNED}::test_nobody_else_changes_what_the_file_owns",
    ),
    Control(
        "a person's fields are changed by the file that manages them",
        "idp/lifecycle/administration.py",
        "if deed.by is not None and changed & set(user.file_fields):",
        "if deed.by is None and changed & set(user.file_fields):",
        f"{_TEST_OWNED}::test_a_person_knows_what_the_file_names_and_keeps_it",
    ),
    Control(
        "a file leaves alone what it does not name",
        _APPLY,
        "registration.update(client, of_others | given,",
        "registration.update(client, given,",
        f"{_TEST_OWNED}::test_what_the_file_does_not_name_is_left_alone",
    ),
    Control(
        "the redirect URI tester knows the loopback rule",
        "idp/protocol/rfc9700_redirect_difference.py",
        "        if matches(uri, received, any_port=any_port):\n",
        "        if uri == received:\n",
        "tests/unit/protocol/test_rfc9700_redirect_difference.py::test_the_registered_one_is_found_and_a_native_app_has_any_port_on_loopback",
    ),
    Control(
        "a tried login stays in the browser that began it",
        "idp/interaction/services.py",
        "    return bool(secret) and secrets.equal(secrets.digest(secret), interaction.browser_hash)",
        "    return bool(secret)",
        "tests/security/test_cs_07_tried_login.py::test_another_browser_cannot_go_on_with_it",
    ),
)
