"""RU-11: a request without redirect_uri is never completed by a guess. RFC 6749 §3.1.2.3."""

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("registered", ["https://rp.example/a https://rp.example/b", "https://rp.example/a"])
@pytest.mark.parametrize("sent", [None, ""])
def test_no_uri_is_chosen_for_the_client(registered: str, sent: str | None) -> None:
    error_page(signed_in(redirect_uri=registered).ask(redirect_uri=sent))
    nothing_issued()


def test_two_uris_in_one_parameter_are_none() -> None:
    alice = signed_in(redirect_uri="https://rp.example/a https://rp.example/b")
    error_page(alice.ask(redirect_uri="https://rp.example/a https://rp.example/b"))
    nothing_issued()
