"""The comparison of a redirect URI with the registered ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from idp.protocol.rfc8252_loopback import matches
from idp.web.manage.redirect_check import compare

URIS = ["https://app.example/callback", "http://127.0.0.1/callback"]


def test_the_registered_one_is_found() -> None:
    assert compare(URIS[0], URIS).is_registered


def test_a_loopback_port_is_free_and_a_web_port_is_not() -> None:
    assert compare("http://127.0.0.1:49152/callback", URIS).is_registered
    assert not compare("https://app.example:444/callback", URIS).is_registered


def test_the_nearest_and_the_first_difference_are_named() -> None:
    finding = compare("https://app.example/callbacks", URIS)
    assert (finding.nearest, finding.position, finding.is_registered) == (URIS[0], 29, False)
    finding = compare("http://127.0.0.1/Callback", URIS)
    assert (finding.nearest, finding.position) == (URIS[1], 18)


def test_nothing_registered_is_nothing_found() -> None:
    finding = compare("https://app.example/", [])
    assert (finding.is_registered, finding.nearest, finding.position) == (False, "", 1)


@settings(deadline=None)  # a busy machine is no fault
@given(st.text(max_size=40))
def test_the_answer_is_the_one_of_the_authorization_endpoint(received: str) -> None:
    finding = compare(received, URIS)
    assert finding.is_registered == any(matches(uri, received) for uri in URIS)
    if not finding.is_registered:
        assert received[: finding.position - 1] == finding.nearest[: finding.position - 1]
        assert received[finding.position - 1 : finding.position] != finding.nearest[finding.position - 1 : finding.position]
