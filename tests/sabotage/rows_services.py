"""Controls of what runs under us: limits that outlive Redis, clients that may not flood."""

from tests.sabotage.tree import Control

_VOLUME = "tests/integration/oidc/test_client_volume.py"
_CANARY = "tests/security/test_hd_04_canary.py"
_HEALTH = "tests/integration/web/test_health.py"

SERVICES = (
    Control(
        "a client that floods the token endpoint waits",
        "idp/oidc/token.py",
        "        refusals.count(request, Door.TOKEN, client)\n",
        "",
        f"{_VOLUME}::test_the_token_endpoint_counts_a_confidential_client_over_all_addresses",
    ),
    Control(
        "a client that floods introspection waits",
        "idp/oidc/introspect.py",
        "        refusals.count(request, Door.INTROSPECTION, caller)\n",
        "",
        f"{_VOLUME}::test_introspection_has_a_budget_of_its_own_and_a_throttled_request_writes_nothing",
    ),
    Control(
        "nobody uses up a public client's share for the others",
        "idp/oidc/refusals.py",
        "if client.is_public else client.client_id",
        "if False else client.client_id",
        f"{_VOLUME}::test_a_public_client_is_counted_for_each_address",
    ),
    Control(
        "without Redis the database counts",
        "idp/limits/rates.py",
        "            return False\n        wait, place = volume.in_process(",
        "            return True\n        wait, place = volume.in_process(",
        "tests/unit/limits/test_volume.py::test_where_nothing_listens_the_database_counts",
    ),
    Control(
        "the path of a mailed link is in no line of ours",
        "idp/core/http.py",
        'return f"/{request.resolver_match.route}"',
        "return request.path_info",
        f"{_CANARY}::test_every_line_is_json_and_says_which_request_and_interaction",
    ),
    Control(
        "nor in a line of Django's",
        "idp/core/logging.py",
        '    logging.getLogger("django.request").filters[:] = [RoutesOnly()]\n',
        "",
        f"{_CANARY}::test_no_secret_of_a_whole_life_is_left_anywhere",
    ),
    Control(
        "what looks like a secret is struck out of the log",
        "idp/core/logging.py",
        'event[name] = _SECRET_SHAPES.sub("[redacted]", value)',
        "event[name] = value",
        f"{_CANARY}::test_what_looks_like_a_secret_is_struck_out_wherever_it_is_logged",
    ),
    Control(
        "metrics are the operator's",
        "idp/web/health.py",
        "    if not _is_operator(request):\n",
        "    if request.method == 'NONE':\n",
        f"{_HEALTH}::test_another_machine_needs_the_operators_token",
    ),
    Control(
        "a proxy on the same machine speaks for strangers",
        "idp/web/health.py",
        "return not is_forwarded and ",
        "return ",
        f"{_HEALTH}::test_a_proxy_on_this_machine_does_not_open_the_metrics",
    ),
)
