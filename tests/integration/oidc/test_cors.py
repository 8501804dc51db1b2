"""Which browser apps read an answer: those of the named or authenticated client. Attack case CS-12."""

import pytest
from django.http import HttpResponse

from tests.factories.oidc import ORIGIN, VERIFIER, Party, make_party

pytestmark = pytest.mark.django_db
HOSTILE = [
    "https://evil.example",
    "null",
    "https://rp.example.evil.example",
    "https://rp.example:444",
    "http://rp.example",
    "https://RP.example",
    "*",
]


def app() -> Party:
    return make_party(allowed_origins=f"http://localhost:5173 {ORIGIN}")


def allowed(answer: HttpResponse) -> str | None:
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Origin" in answer.headers.get("Vary", "")
    return answer.headers.get("Access-Control-Allow-Origin")


@pytest.mark.parametrize("origin", [ORIGIN, *HOSTILE])
def test_only_the_registered_origin_reads(origin: str) -> None:
    party, expected = app(), ORIGIN if origin == ORIGIN else None
    tokens = party.redeem(party.code())
    assert allowed(party.post("token", {"grant_type": "refresh_token", "refresh_token": "x"}, origin=origin)) == expected
    answer = party.post(
        "token",
        {
            "grant_type": "authorization_code",
            "code": party.code(),
            "code_verifier": VERIFIER,
            "redirect_uri": "https://rp.example/callback",
        },
        origin=origin,
    )
    assert answer.status_code == 200
    assert allowed(answer) == expected
    access_token = tokens.json()["access_token"]
    assert allowed(party.userinfo(access_token, origin=origin)) == expected
    assert allowed(party.userinfo("x", origin=origin)) == expected
    assert allowed(party.post("revoke", {"token": access_token}, origin=origin)) == expected


def test_the_origin_of_one_client_is_nothing_to_another() -> None:
    app()
    other = make_party(allowed_origins="https://other.example")
    answer = other.post("token", {"grant_type": "refresh_token", "refresh_token": "x"}, origin=ORIGIN)
    assert allowed(answer) is None
    assert allowed(other.userinfo(other.sign_in()["access_token"], origin=ORIGIN)) is None


@pytest.mark.parametrize(("endpoint", "methods"), [("token", "POST"), ("revoke", "POST"), ("userinfo", "GET, POST")])
def test_a_preflight_from_a_registered_origin(endpoint: str, methods: str) -> None:
    party = app()
    asked = {"origin": ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}
    answer = party.browser.options(f"/oauth2/{endpoint}", headers=asked)
    assert answer.status_code == 204
    assert allowed(answer) == ORIGIN
    assert answer.headers["Access-Control-Allow-Methods"] == methods
    assert "Content-Type" not in answer.headers
    allowed_headers = set(answer.headers["Access-Control-Allow-Headers"].split(", "))
    assert {"authorization", "content-type", "traceparent", "tracestate", "baggage", "x-requested-with"} <= allowed_headers
    for origin in HOSTILE:
        assert party.browser.options(f"/oauth2/{endpoint}", headers=asked | {"origin": origin}).status_code == 405
    assert party.browser.options(f"/oauth2/{endpoint}", headers={"origin": ORIGIN}).status_code == 405


def test_introspection_is_for_servers() -> None:
    party = make_party("s3cret", allowed_origins=ORIGIN)
    answer = party.post("introspect", {"token": "x"}, origin=ORIGIN)
    assert "Access-Control-Allow-Origin" not in answer.headers
