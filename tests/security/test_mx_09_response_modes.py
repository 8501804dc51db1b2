"""MX-09: an answer goes into the query or a form, never where a script or another client reads it. ASVS 10.4.12."""

import pytest

from idp.oidc.models import Grant
from tests.rp import Arrival
from tests.security.signed_in import signed_in
from tests.security.standing import nothing_issued, refused_at_client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mode", ["fragment", "jwt", "query.jwt", "form_post.jwt", "web_message", "xyz", "QUERY", " query"])
def test_other_modes_are_refused_in_the_query(mode: str) -> None:
    alice = signed_in()
    flow = alice.rp.begin(response_mode=mode)
    arrival = refused_at_client(flow.open(alice.browser), flow, "invalid_request")
    assert "#" not in arrival.url and arrival.response.status_code == 303
    nothing_issued()


@pytest.mark.parametrize("wrong", [{}, {"scope": "root"}], ids=["success", "error"])
def test_a_form_is_escaped_and_goes_only_where_the_client_is(wrong: dict[str, str]) -> None:
    uri = "https://rp.example/cb?a='b&lt;=c"
    arrival = signed_in(redirect_uri=uri).ask(response_mode="form_post", state="'\"><img src=x onerror=alert(1)>", **wrong)
    assert isinstance(arrival, Arrival)
    assert arrival.url == uri
    body, policy = arrival.response.content.decode(), arrival.response["Content-Security-Policy"]
    assert "<img" not in body and "a=&#x27;b&amp;lt;=c" in body
    assert "script-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
    assert arrival.response["Cache-Control"] == "no-store"
    assert "Location" not in arrival.response


@pytest.mark.spec("OAuth 2.0 Form Post Response Mode", "2", "MUST")
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"request": "eyJhbGciOiJub25lIn0.e30."}, "request_not_supported"),
        ({"request_uri": "https://rp.example/request.jwt"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"scope": "root"}, "invalid_scope"), ({"response_type": "token"}, "unsupported_response_type"),
        ({"claims": "["}, "invalid_request"), ({"max_age": "x"}, "invalid_request"),
        ({"code_challenge": "x"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"), ({"prompt": "select_account"}, "account_selection_required"),
        ({"resource": "https://unknown.example"}, "invalid_target"), ({"id_token_hint": "x"}, "invalid_request"),
        ({"prompt": "none", "max_age": "0"}, "login_required"),
    ],
)  # fmt: skip
def test_an_error_goes_by_the_form_that_was_asked_for(method: str, wrong: dict[str, str], error: str) -> None:
    alice = signed_in()
    flow = alice.rp.begin(response_mode="form_post", **wrong)
    if method == "get":
        place = flow.open(alice.browser)
    else:
        place = alice.browser.post("/oauth2/authorize", flow.parameters, origin="https://rp.example")
    arrival = refused_at_client(place, flow, error)
    assert arrival.response.status_code == 200 and "?" not in arrival.url
    assert not Grant.objects.exists()


def test_discovery_names_exactly_the_two() -> None:
    document = signed_in().rp.http.get("/.well-known/openid-configuration").json()
    assert sorted(document["response_modes_supported"]) == ["form_post", "query"]
