"""TS-10: a member that stands twice, so that two readers see two tokens. Source: RFC 7515 §4; RFC 7519 §4."""

import json

import pytest

from tests.factories.oidc import make_party
from tests.security.forgery import by_us, claims_of, header_of, joined
from tests.security.grants import accepted_nowhere, good

pytestmark = pytest.mark.django_db


def test_the_same_texts_without_a_double_are_accepted() -> None:
    party = make_party()
    token = party.sign_in()["access_token"]
    good(party, {"access_token": joined(json.dumps(header_of(token)), json.dumps(claims_of(token)), by_us())})


@pytest.mark.spec("RFC 7515", "4", "MUST")
@pytest.mark.parametrize("name", ["alg", "kid", "typ"])
@pytest.mark.parametrize("value", ["same", "other"])
def test_a_doubled_header_member_is_refused(name: str, value: str) -> None:
    token = make_party().sign_in()["access_token"]
    header, claims = header_of(token), json.dumps(claims_of(token))
    extra = json.dumps({name: header[name] if value == "same" else "x"})
    accepted_nowhere(joined(f"{extra[:-1]}, {json.dumps(header)[1:]}", claims, by_us()))


@pytest.mark.spec("RFC 7519", "4", "MUST")
@pytest.mark.parametrize("name", ["sub", "iss", "aud", "exp", "client_id", "gid", "scope"])
@pytest.mark.parametrize("escaped", [False, True], ids=["plain", "escaped"])
def test_a_doubled_claim_is_refused(name: str, escaped: bool) -> None:
    token = make_party().sign_in()["access_token"]
    header, claims = json.dumps(header_of(token)), claims_of(token)
    spelt = f"\\u{ord(name[0]):04x}{name[1:]}" if escaped else name
    accepted_nowhere(joined(header, f'{{"{spelt}": {json.dumps(claims[name])}, {json.dumps(claims)[1:]}', by_us()))
