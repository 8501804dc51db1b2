"""RT-15: an altered refresh token is no token, whatever was altered. Source: CVE-2026-27840."""

from collections.abc import Callable

import pytest

from tests.factories.oidc import make_party
from tests.security.grants import nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
CHANGES: dict[str, Callable[[str], str]] = {
    "last character dropped": lambda token: token[:-1],
    "first character dropped": lambda token: token[1:],
    "one appended": lambda token: token + "A",
    "padding appended": lambda token: token + "=",
    "twice": lambda token: token * 2,
    "quoted": lambda token: f'"{token}"',
    "newline": lambda token: token + "\n",
    "spaces": lambda token: f" {token} ",
    "next generation": lambda token: token.replace(".1.", ".2."),
    "generation spelt otherwise": lambda token: token.replace(".1.", ".01."),
    "generation in other digits": lambda token: token.replace(".1.", ".\u0661."),
    "without MAC": lambda token: token.rpartition(".")[0] + ".",
    "MAC of zeros": lambda token: token.rpartition(".")[0] + "." + "A" * 43,
    "upper case": str.upper,
    "non-canonical base64url": lambda token: token[:-1] + chr(ord(token[-1]) + 1),
    "full width": lambda token: token.replace("rt_", "\uff52\uff54_"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_it_is_refused_and_the_family_lives(change: Callable[[str], str]) -> None:
    party = make_party()
    token = party.sign_in()["refresh_token"]
    with nothing_changes():
        refused_at_token(party.refresh(change(token)))
    assert party.refresh(token).status_code == 200


def test_repeated_and_empty_are_invalid_requests() -> None:
    party = make_party()
    token = party.sign_in()["refresh_token"]
    with nothing_changes():
        refused_at_token(party.refresh([token, token]), "invalid_request")
        refused_at_token(party.refresh(""), "invalid_request")
