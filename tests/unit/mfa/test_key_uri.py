"""What authenticator apps are given to read: one colon, whatever the deployment is called."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.mfa import key_uri, qr

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADDRESS = "ada@example.org"


@pytest.mark.parametrize(
    ("issuer", "shown"),
    [
        ("Gatehouse", "Gatehouse"), ("ACME: Zurich", "ACME Zurich"), ("A:B", "A B"), ("ACME/Zurich", "ACME Zurich"),
        ('The "ACME" & Sons?', 'The "ACME" & Sons?'), ("Caf\u00e9 \U0001f984", "Caf\u00e9 \U0001f984"), ("A\u202eB\n", "AB"),
        ("x" * 60, "x" * 40), ("\U0001f984" * 60, "\U0001f984" * 13), ("100% #1 + 2", "100% #1 + 2"),
    ],
)  # fmt: skip
def test_the_issuer_as_an_app_reads_it(issuer: str, shown: str) -> None:
    uri = key_uri.of(SECRET, account=ADDRESS, issuer=issuer)
    parts = urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == f"/{shown}:{ADDRESS}"
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": [shown]}
    read = pyotp.parse_uri(uri)
    assert (read.issuer, read.name, read.secret) == (shown, ADDRESS, SECRET)


@given(st.text(max_size=60), st.emails())
def test_there_is_one_colon_and_no_slash_in_any_label(issuer: str, account: str) -> None:
    uri = key_uri.of(SECRET, account=account, issuer=issuer)
    label = uri.removeprefix("otpauth://totp/").partition("?")[0]
    assert unquote(label).count(":") == label.count(":") <= 1
    assert re.fullmatch(r"[A-Za-z0-9%._~:-]+", label)
    assert uri.isascii() and len(uri) < 600


def test_the_longest_names_still_give_a_code_that_a_camera_reads() -> None:
    worst = key_uri.of(SECRET, account=f"{'x' * 64}@{'y' * 180}.example", issuer="\U0001f984" * 60)
    svg = qr.svg(worst)
    modules = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])  # type: ignore[index]  # the picture has one
    assert modules <= 95, "at 3 pixels a module it fits on the smallest phone"
