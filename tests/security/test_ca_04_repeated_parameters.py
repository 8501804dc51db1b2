"""CA-04: a parameter that stands twice, so that two readers see two requests. Source: RFC 6749 §3.2; ASVS 15.3.7."""

from urllib.parse import urlencode

import pytest

from tests.factories.oidc import REDIRECT_URI, VERIFIER, make_party
from tests.security.grants import nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
NAMES = [
    "client_id",
    "client_secret",
    "code",
    "grant_type",
    "redirect_uri",
    "scope",
    "code_verifier",
    "refresh_token",
    "anything",
]


@pytest.mark.spec("RFC 6749", "3.2", "MUST")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("second", ["equal", "other", "empty", "encoded name"])
def test_the_request_is_invalid_and_the_code_unspent(name: str, second: str) -> None:
    party = make_party("s3cret", token_endpoint_auth_method="client_secret_post")
    code = party.code()
    form = [
        ("grant_type", "authorization_code"),
        ("client_id", party.client.client_id),
        ("client_secret", "s3cret"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("scope", "openid"),
        ("refresh_token", "x"),
        ("anything", "x"),
    ]
    value = {"equal": dict(form)[name], "other": "y", "empty": "", "encoded name": "y"}[second]
    spelt = f"%{ord(name[0]):02x}{name[1:]}" if second == "encoded name" else name
    for body in (f"{urlencode(form)}&{spelt}={value}", f"{spelt}={value}&{urlencode(form)}"):
        with nothing_changes():
            refused_at_token(party.raw("token", body), "invalid_request")
    assert party.redeem(code).status_code == 200


@pytest.mark.parametrize("endpoint", ["introspect", "revoke"])
@pytest.mark.parametrize("name", ["token", "token_type_hint", "client_id"])
def test_so_it_is_at_the_other_doors(endpoint: str, name: str) -> None:
    party = make_party("s3cret", token_endpoint_auth_method="client_secret_post")
    form = {
        "token": party.sign_in()["refresh_token"],
        "client_id": party.client.client_id,
        "client_secret": "s3cret",
        "token_type_hint": "x",
    }
    with nothing_changes():
        refused_at_token(party.raw(endpoint, f"{urlencode(form)}&{name}={form[name]}"), "invalid_request")
