"""RU-13, RU-14: line breaks, NUL, 8 KiB or two addresses in redirect_uri are a plain 400. ASVS 4.2.4; RFC 6749 §3.1."""

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
GOOD, BAD = "https://rp.example/callback", "https://evil.example/cb"


@pytest.mark.parametrize(
    "uri",
    [
        f"{GOOD}\r\nSet-Cookie: session=x",
        f"{GOOD}\nX: y",
        f"{GOOD}\r",
        f"{GOOD}\x00",
        f"{GOOD}\x00.evil.example",
        f"{GOOD}?{'a' * 8192}",
        f"{GOOD}\u2028",
    ],
    ids=["CR LF", "LF", "CR", "NUL", "NUL and a host", "8 KiB", "line separator"],
)
def test_no_header_is_written_from_it(uri: str) -> None:
    alice = signed_in()
    page = error_page(alice.ask(redirect_uri=uri))
    assert "X" not in page.response and not page.response.cookies
    nothing_issued()


@pytest.mark.spec("RFC 6749", "3.1", "MUST")
@pytest.mark.parametrize("uris", [[GOOD, BAD], [BAD, GOOD], [GOOD, GOOD], ["", GOOD]], ids=str)
def test_two_addresses_are_none(uris: list[str]) -> None:
    error_page(signed_in().ask(redirect_uri=uris))
    nothing_issued()
