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
        "terminal.block(lines(told))",
        "lines(told)",
        "tests/integration/web/test_why.py::test_a_hostile_redirect_uri_is_only_text",
    ),
    Control(
        "an app that is turned off is not blamed",
        "idp/oidc/authorize.py",
        '"the client is turned off": "off",',
        "",
        "tests/integration/web/test_why.py::test_each_cause_has_its_own_words",
    ),
)
