"""Discovery and JWKS: one truth, cacheable, nothing private. Attack case HD-03."""

import json

import pytest

from idp.oidc import keys
from tests.factories.oidc import body, make_party
from tests.rp import header_of

pytestmark = pytest.mark.django_db
PATHS = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks"]


@pytest.mark.spec("OpenID Connect Discovery", "3", "MUST")
def test_the_metadata_says_what_works() -> None:
    told = body(make_party().browser.get(PATHS[0]))
    assert told["issuer"] == "http://localhost:8000"
    assert {name for name in told if name.endswith(("_endpoint", "_uri"))} == {
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "introspection_endpoint",
        "revocation_endpoint",
        "end_session_endpoint",
    }
    assert all(told[name].startswith("http://localhost:8000/oauth2/") for name in told if name.endswith(("_endpoint", "_uri")))
    assert told["response_types_supported"] == ["code"]
    assert set(told["response_modes_supported"]) == {"query", "form_post"}
    assert set(told["grant_types_supported"]) == {"authorization_code", "refresh_token", "client_credentials"}
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert "RS256" in told["id_token_signing_alg_values_supported"]
    assert "none" not in told["id_token_signing_alg_values_supported"]
    assert told["claims_parameter_supported"] is told["authorization_response_iss_parameter_supported"] is True
    assert told["request_parameter_supported"] is told["request_uri_parameter_supported"] is False
    assert "request_object_signing_alg_values_supported" not in told
    assert told["acr_values_supported"] == ["1fa", "2fa-email", "mfa"]
    assert "openid" in told["scopes_supported"]
    assert told["backchannel_logout_supported"] is told["backchannel_logout_session_supported"] is True
    assert told["subject_types_supported"] == ["public"]


@pytest.mark.spec("RFC 8414", "3.3", "MUST")
def test_both_names_give_the_same_document() -> None:
    browser = make_party().browser
    assert browser.get(PATHS[0]).content == browser.get(PATHS[1]).content


@pytest.mark.parametrize("path", PATHS)
def test_documents_are_cacheable_and_readable_by_all(path: str) -> None:
    browser = make_party().browser
    answer = browser.get(path, headers={"origin": "https://anybody.example"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    again = browser.get(path, headers={"if-none-match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert browser.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert browser.get(path).headers["ETag"] == answer.headers["ETag"]
    assert browser.post(path).status_code == 405
    asked = {"origin": "https://anybody.example", "access-control-request-method": "GET"}
    answer = browser.options(path, headers=asked | {"access-control-request-headers": "traceparent"})
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == answer.headers["Access-Control-Allow-Headers"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD"
    for empty in (answer, browser.post(path), again):
        assert "Content-Type" not in empty.headers
    assert browser.head(path).status_code == 200


@pytest.mark.spec("RFC 7517", "4.5", "SHOULD")
def test_the_key_set_is_public_and_follows_the_keys() -> None:
    browser = make_party().browser
    keys.ensure()
    keys.forget()
    told = json.loads(browser.get(PATHS[2]).content)
    assert [(key["kty"], key["alg"]) for key in told["keys"]] == [
        ("RSA", "RS256"),
        ("EC", "ES256"),
    ]
    party = make_party(id_token_signed_response_alg="EdDSA")
    kid = header_of(party.sign_in()["id_token"])["kid"]
    told = json.loads(browser.get(PATHS[2]).content)
    kids = [key["kid"] for key in told["keys"]]
    assert len(kids) == len(set(kids)) == 3 and kids[-1] == kid
    assert [key["alg"] for key in told["keys"]] == ["RS256", "ES256", "EdDSA"]
    assert not {member for key in told["keys"] for member in key} & {"d", "p", "q", "dp", "dq", "qi", "k"}
    (new,) = keys.rotate(["EdDSA"])
    keys.forget()
    try:
        listed = [(key["alg"], key["kid"]) for key in json.loads(browser.get(PATHS[2]).content)["keys"]]
        assert listed[2:] == [("EdDSA", kid), ("EdDSA", new)]  # both: what the old one signed is still read
    finally:
        keys.forget()
