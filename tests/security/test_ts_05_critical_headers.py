"""TS-05: header members that change how a token is to be read. Source: GHSA-752w; RFC 7515 §4.1.11."""

from typing import Any

import pytest

from tests.factories.oidc import make_party
from tests.security.forgery import forged
from tests.security.grants import accepted_nowhere

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 7515", "4.1.11", "MUST")
@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["x"], "x": 1},
        {"crit": []},
        {"crit": ["exp"], "exp": 1},
        {"b64": False},
        {"b64": False, "crit": ["b64"]},
        {"b64": True},
        {"zip": "DEF"},
        {"cty": "JWT"},
        {"enc": "A256GCM"},
        {"typ": None},
        {"typ": "AT+JWT"},
        {"typ": "application/at+jwt"},
        {"typ": "at+jwt "},
    ],
    ids=str,
)
def test_they_are_refused_under_our_own_signature(header: dict[str, Any]) -> None:
    accepted_nowhere(forged(make_party().sign_in()["access_token"], header=header))
