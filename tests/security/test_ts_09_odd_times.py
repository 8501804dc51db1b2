"""TS-09: times that are missing, no numbers, or not now. Source: ASVS 9.2.1; RFC 7519 §4.1.4-6."""

from typing import Any

import pytest
import time_machine

from idp.core import clock
from tests.factories.oidc import make_party
from tests.security.forgery import by_us, claims_of, forged, header_of, joined
from tests.security.grants import accepted_nowhere, good

pytestmark = pytest.mark.django_db
NOW = 1_800_000_000


@pytest.mark.spec("RFC 7519", "4.1.4", "MUST")
@pytest.mark.parametrize(
    "claims",
    [{"exp": value} for value in ("1900000000", 1.9e9, 1900000000.5, -1, 0, None, True, [], {}, "never", NOW, NOW - 1)]
    + [{"nbf": value} for value in (NOW + 61, "0", 1.5, -1, True, [])]
    + [{"iat": value} for value in (NOW + 61, NOW + 86400, None, "0", 0.5, -1)],
    ids=str,
)
def test_they_are_refused_under_our_own_signature(claims: dict[str, Any]) -> None:
    with time_machine.travel(clock.from_unix(NOW), tick=False):
        token = make_party().sign_in()["access_token"]
        accepted_nowhere(forged(token, **claims))


@pytest.mark.parametrize("number", ["1e400", "1e10", "NaN", "Infinity", "1900000000.0", "9" * 4400, "0x7f", "01900000000"])
def test_numbers_that_json_spells_oddly_are_refused(number: str) -> None:
    token = make_party().sign_in()["access_token"]
    claims = claims_of(token)
    text = "{" + ",".join(f'"{name}":"{claims[name]}"' for name in ("iss", "sub", "aud", "jti", "client_id", "scope", "gid"))
    accepted_nowhere(joined(str(header_of(token)).replace("'", '"'), f'{text},"iat":{claims["iat"]},"exp":{number}}}', by_us()))


def test_the_end_is_the_end_and_sixty_seconds_of_skew_are_not_a_day() -> None:
    with time_machine.travel(clock.from_unix(NOW), tick=False) as time:
        party = make_party()
        tokens = party.sign_in()
        good(party, {"access_token": forged(tokens["access_token"], nbf=NOW + 60, iat=NOW + 60)})
        time.shift(299)
        good(party, tokens)
        time.shift(1)
        accepted_nowhere(tokens["access_token"])
