"""CA-07: identifier and secret travel form-encoded inside Basic; two spellings are not one. Source: RFC 6749 §2.3.1."""

import base64

import pytest

from tests.factories.oidc import basic, make_party
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
SECRET = "a:b%2B+c é/€"


def header(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.spec("RFC 6749", "2.3.1", "MUST")
def test_encoded_it_works_and_plain_it_does_not() -> None:
    party = make_party(SECRET)
    form = {"grant_type": "refresh_token", "refresh_token": party.sign_in()["refresh_token"]}
    client_id = party.client.client_id
    assert party.post("token", form, authorization=basic(client_id, SECRET)).status_code == 200
    assert party.post("token", form, authorization=basic(client_id, SECRET).replace("Basic", "bAsIc")).status_code == 200
    for sent in (
        header(f"{client_id}:{SECRET}"),
        header(f"{client_id}:a%3Ab%2B+c"),
        header(f"{client_id}:a%3Ab%252B%2Bc+é/%E2"),
    ):
        refused_at_token(party.post("token", form, authorization=sent), "invalid_client", 401)


@pytest.mark.parametrize(
    "sent",
    [
        "Basic",
        "Basic ",
        "Basic !!!!",
        "Basic YQ",
        "Basic YTpi=",
        "Basic YTpi YTpi",
        "Basic YTpi,Basic YTpi",
        "Bearer YTpi",
        "YTpi",
        "Basic " + "A" * 4096,
        "Basic \u00e9",
        header(":secret"),
        header("id:"),
        header("id"),
        header("%zz:%zz"),
        header("\0:\0"),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Digest username=x",
    ],
)
def test_a_malformed_header_is_no_public_client(sent: str) -> None:
    party = make_party()
    form = {"grant_type": "refresh_token", "refresh_token": party.sign_in()["refresh_token"]}
    refused_at_token(party.post("token", form, authorization=sent), "invalid_client", 401)
    assert party.post("token", form).status_code == 200
