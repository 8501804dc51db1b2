"""Controls of what runs under us: limits that outlive Redis, clients that may not flood."""

from tests.sabotage.tree import Control

_VOLUME = "tests/integration/oidc/test_client_volume.py"

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
)
