"""Controls of what a refusal records and tells; their tests are those of `idp why`."""

from tests.sabotage.tree import Control

WHYS = (
    Control(
        "the record of a redirect_uri keeps no values",
        "idp/protocol/rfc9700_redirect_difference.py",
        "names = [name for name, equals, _ in",
        "names = [name + _ for name, equals, _ in",
        "tests/integration/web/test_why.py::test_no_value_in_a_redirect_uri_is_recorded_or_shown",
    ),
    Control(
        "what a stranger sent moves no cursor",
        "idp/operations/management/commands/why.py",
        "map(_inert, lines(told))",
        "lines(told)",
        "tests/integration/web/test_why.py::test_a_hostile_redirect_uri_is_only_text",
    ),
    Control(
        "a turned-off client is not told from an unknown one",
        "idp/oidc/engine/__init__.py",
        '"This client is unknown or disabled.", detail=why',
        "why, detail=why",
        "tests/integration/web/test_why.py::test_an_unknown_and_a_turned_off_client_differ_in_the_record_only",
    ),
    Control(
        "an error page names no client that is turned off",
        "idp/oidc/authorize.py",
        ' and error.error != "unauthorized_client" else',
        " else",
        "tests/integration/web/test_why.py::test_an_unknown_and_a_turned_off_client_look_the_same_to_people",
    ),
)
