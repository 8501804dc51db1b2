"""Controls of the account console under /app/: what it may load, who may be its client, and that nothing else is there."""

from tests.sabotage.tree import Control

_VIEW = "idp/web/react_app.py"
_CLIENT = "idp/clients/account_console.py"
_TEST = "tests/integration/web/test_react_app.py"
_TEST_CLIENT = "tests/unit/clients/test_account_console.py"
_TEST_POLICY = "tests/security/test_cs_01_account_console.py"

APP = (
    Control(
        "the app runs code of its own build alone",
        _VIEW,
        '"script-src": [assets]',
        '"script-src": ["\'self\'"]',
        f"{_TEST_POLICY}::test_the_app_s_policy_lets_no_other_answer_of_the_issuer_be_code",
    ),
    Control(
        "in the app no text becomes code",
        _VIEW,
        '        "require-trusted-types-for": ["\'script\'"],\n',
        "",
        f"{_TEST_POLICY}::test_in_the_app_no_text_becomes_code",
    ),
    Control(
        "the app sends no form anywhere",
        _VIEW,
        '"form-action": ["\'none\'"]',
        '"form-action": ["\'self\'"]',
        f"{_TEST}::test_its_code_comes_from_its_build_and_from_nowhere_else",
    ),
    Control(
        "what the app may load no other page may",
        _VIEW,
        "csp_replace(_policy())(lambda _request: HttpResponse(html))(request)",
        "csp_replace(_policy())(lambda _request: HttpResponse(html))(request)\n"
        '    settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].update(_policy())',
        f"{_TEST_POLICY}::test_what_the_app_may_do_no_other_page_may",
    ),
    Control(
        "under /app/ only names of pages are the app",
        "idp/urls.py",
        '"app/<slug:name>"',
        '"app/<path:name>"',
        f"{_TEST}::test_nothing_else_is_there",
    ),
    Control(
        "nobody keeps the app's configuration",
        _VIEW,
        'headers={"Cache-Control": "no-store"}',
        "headers={}",
        f"{_TEST}::test_the_configuration_names_the_issuer_and_the_client",
    ),
    Control(
        "a client that was turned off opens no console",
        _CLIENT,
        "    if not client.enabled:\n        return DISABLED\n",
        "",
        f"{_TEST}::test_where_there_is_no_console_the_page_says_so_and_leads_on",
    ),
    Control(
        "a start takes over no client of somebody else",
        _CLIENT,
        'return client.token_endpoint_auth_method == "none" and all(uri.endswith(_CALLBACK) for uri in uris)',
        "return True",
        f"{_TEST_CLIENT}::test_a_client_of_somebody_else_with_this_id_stays_as_it_is",
    ),
    Control(
        "an issuer that moves leaves no redirect URI behind",
        _CLIENT,
        "registration.describe(client) | addresses(), actor",
        "addresses() | registration.describe(client), actor",
        f"{_TEST_CLIENT}::test_it_follows_the_issuer_to_another_address_and_leaves_none_behind",
    ),
    Control(
        "a client that an administrator turned off stays off at the next start",
        _CLIENT,
        "registration.describe(client) | addresses(), actor=ACTOR)",
        'registration.describe(client) | addresses() | {"enabled": True}, actor=ACTOR)',
        f"{_TEST_CLIENT}::test_what_an_administrator_decided_stays",
    ),
)
