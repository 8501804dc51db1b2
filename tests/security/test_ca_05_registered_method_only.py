"""CA-05, CA-06: a client proves itself by its registered method or not at all. Source: RFC 6749 §2.3.1; FAPI 2.0."""

import pytest
from django.http import HttpResponse

from tests.factories.oidc import Party, basic, make_client, make_party
from tests.security.grants import nothing_changes
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


def present(party: Party, way: str, form: dict[str, str]) -> HttpResponse:
    """Send ``form`` with the right secret presented in this way."""
    client_id = party.client.client_id
    named = {"basic": {}, "post": {"client_id": client_id, "client_secret": "s3cret"}, "none": {"client_id": client_id}}[way]
    header = basic(client_id, "s3cret") if way == "basic" else ""
    return party.raw("token", "&".join(f"{name}={value}" for name, value in (form | named).items()), authorization=header)


@pytest.mark.parametrize(
    ("registered", "used"),
    [
        ("client_secret_basic", "post"),
        ("client_secret_basic", "none"),
        ("client_secret_post", "basic"),
        ("client_secret_post", "none"),
        ("private_key_jwt", "basic"),
        ("private_key_jwt", "post"),
        ("private_key_jwt", "none"),
        ("none", "basic"),
        ("none", "post"),
    ],
)
def test_the_right_secret_by_another_way_is_refused(registered: str, used: str) -> None:
    party = Party(client=make_client("s3cret", token_endpoint_auth_method=registered), secret="s3cret")
    code = party.code()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": "https://rp.example/callback",
        "code_verifier": "v" * 43,
    }
    with nothing_changes():
        refused_at_token(present(party, used, form), "invalid_client", 401)
    one_refusal("client:authentication:prove", client_id=party.client.client_id)


@pytest.mark.parametrize("secret", ["invented", " ", "0"])
def test_a_public_client_with_an_invented_secret_is_refused(secret: str) -> None:
    party = make_party()
    token = party.sign_in()["refresh_token"]
    with nothing_changes():
        refused_at_token(party.refresh(token, client_secret=secret), "invalid_client", 401)
        header = basic(party.client.client_id, secret)
        answer = party.post("token", {"grant_type": "refresh_token", "refresh_token": token}, authorization=header)
        refused_at_token(answer, "invalid_client", 401)
    assert party.refresh(token).status_code == 200
