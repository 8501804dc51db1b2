"""IR-01, IR-03: introspection without authentication, by a public client, by GET. Source: RFC 7662 §2.1; RFC 9700 §4.3.2."""

import pytest

from tests.factories.oidc import basic, body, make_party, new_ip
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 7662", "2.1", "MUST")
def test_nobody_and_a_public_client_get_401() -> None:
    public, confidential = make_party(), make_party("s3cret")
    token = public.sign_in()["access_token"]
    refused_at_token(public.raw("introspect", f"token={token}"), "invalid_client", 401)
    refused_at_token(public.post("introspect", {"token": token}), "invalid_client", 401)
    named = confidential.post("introspect", {"token": token, "client_id": confidential.client.client_id}, authorization="")
    refused_at_token(named, "invalid_client", 401)


def test_a_public_client_s_attempt_is_recorded() -> None:
    public = make_party()
    public.post("introspect", {"token": public.sign_in()["access_token"]})
    one_refusal("client:authentication:prove", client_id=public.client.client_id)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("endpoint", ["introspect", "revoke", "token"])
def test_a_token_in_a_url_is_not_read(method: str, endpoint: str) -> None:
    party = make_party("s3cret")
    token = party.sign_in()["access_token"]
    headers = {"authorization": basic(party.client.client_id, "s3cret"), "x-forwarded-for": new_ip()}
    answer = party.browser.generic(method, f"/oauth2/{endpoint}?token={token}", headers=headers)
    assert answer.status_code == 405
    assert b"active" not in answer.content
    assert party.userinfo(token).status_code == 200


def test_nor_beside_a_form() -> None:
    party = make_party("s3cret")
    token = party.sign_in()["access_token"]
    headers = {"authorization": basic(party.client.client_id, "s3cret"), "x-forwarded-for": new_ip()}
    for query in (f"token={token}", "x", "a=b"):
        answer = party.browser.post(
            f"/oauth2/introspect?{query}", f"token={token}", content_type="application/x-www-form-urlencoded", headers=headers
        )
        assert (answer.status_code, body(answer)["error"]) == (400, "invalid_request")
