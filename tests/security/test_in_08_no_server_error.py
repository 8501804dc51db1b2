"""IN-08: whatever is sent to the account API (by its OpenAPI document) and to the OAuth endpoints (by their grammar) is
answered, never with a failure of ours: JSON errors at the machine doors, nothing cached. Fixed seeds; CI fuzzes no longer.
"""

import itertools
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings as plain
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idp.accounts.models import User
from idp.oidc.models import Grant
from tests.factories.account_api import Caller, make_caller
from tests.factories.people import make_rp
from tests.rp import RelyingParty
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db
_callers = itertools.count(1)
Pairs = list[tuple[str, str]]


def bounded(examples: int) -> Any:
    """The same examples at each run."""
    return settings(
        max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )


HOSTILE = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ufffe",
        "\u202e",
        "'\"`;--",
        "%00",
        "..",
        "{{7*7}}",
        "\U0001f600" * 50,
        "a" * 5000,
        "-1",
        "1e9",
        "\r\nX: y",
    ]
)
TEXT = HOSTILE | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
JSON = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3), max_leaves=8)

NAMES = [
    "client_id",
    "client_secret",
    "redirect_uri",
    "response_type",
    "response_mode",
    "scope",
    "state",
    "nonce",
    "prompt",
    "max_age",
    "ui_locales",
    "acr_values",
    "claims",
    "id_token_hint",
    "login_hint",
    "code_challenge",
    "code_challenge_method",
    "request",
    "request_uri",
    "registration",
    "resource",
    "grant_type",
    "code",
    "code_verifier",
    "refresh_token",
    "token",
    "token_type_hint",
    "client_assertion",
    "client_assertion_type",
    "post_logout_redirect_uri",
    "username",
]
WORDS = [
    *[
        "code",
        "openid",
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "none",
        "login",
        "consent",
        "create",
        "S256",
        "plain",
        "form_post",
    ],
    *[
        "query",
        "fragment",
        "access_token",
        "0",
        "-1",
        "{}",
        "a.b.c",
        "mfa",
        "rt_a.0.b",
        "http://[",
        "https://rp.example/callback",
    ],
    "openid offline_access",
    '{"id_token":{"acr":{"essential":true}}}',
    '{"userinfo":[]}',
]
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES) | TEXT, st.sampled_from(WORDS) | TEXT), max_size=8)
AUTHORIZATION = st.sampled_from(
    ["", "", "Basic", "Basic Og==", "Basic !!!", "Basic /////w==", "Bearer a.b.c", "DPoP x", "\x80"]
)
KINDS = st.sampled_from(
    ["application/x-www-form-urlencoded"] * 6 + ["application/json", "multipart/form-data; boundary=x", "", "x"]
)
PLACES = st.sampled_from(["", "?before=%00", "?before=-1&kind=x", "?limit=1e9", "?kind=sign-in&before=99999999999999999999"])
ENDPOINTS = ("authorize", "token", "userinfo", "introspect", "revoke", "jwks", "logout")
PAGES = {"authorize", "logout"}  # they answer people


def sent_by_somebody_new() -> dict[str, str]:
    """Another address for each request: limits are another attack's business."""
    count = next(_callers)
    return {"x-forwarded-for": f"10.{count >> 16 & 255}.{count >> 8 & 255}.{count & 255}"}


def answered(response: HttpResponse) -> None:
    assert response.status_code < 500, (response.status_code, response.content[:500])
    tells_nothing(response)


@pytest.fixture
def operations() -> list[tuple[str, str, list[str]]]:
    """Every method and path of the document, with the members that its body may have."""
    described = Client(headers={"host": plain.IDP.host}).get("/api/schema").json()
    found = []
    for path, item in described["paths"].items():
        for method in {"get", "post", "put", "patch", "delete"} & set(item):
            body = item[method].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            name = body.get("$ref", "").rpartition("/")[2]
            members = described["components"]["schemas"].get(name, body).get("properties", {})
            found.append((method.upper(), path.removeprefix("/api/v1/"), sorted(members)))
    return sorted(found)


@pytest.fixture
def rp() -> RelyingParty:
    return make_rp(auth_method="none")


@pytest.fixture
def caller() -> Caller:
    return make_caller()


def renewed(caller: Caller) -> Caller:
    """Some requests sign the caller out, ask for deletion, or disconnect the app: somebody else then goes on."""
    is_alive = Grant.objects.filter(pk=caller.grant.pk, revoked_at=None, session__ended_at=None).exists()
    return caller if is_alive and User.objects.filter(pk=caller.user.pk, deletion_at=None).exists() else make_caller()


@bounded(250)
@given(data=st.data())
def test_the_account_api_answers_everything(caller: Caller, operations: list[Any], data: st.DataObject) -> None:
    method, path, members = data.draw(st.sampled_from(operations))
    for name in ("{client_id}", "{handle}", "{id}", "{sub}"):
        path = path.replace(name, data.draw(st.sampled_from(["x", "%00", "%F0%9F%98%80", "a" * 300, "-1", "app1"])))
    body = data.draw(st.dictionaries(st.sampled_from(members) if members else TEXT, JSON, max_size=4) | JSON)
    query = data.draw(PLACES)
    response = renewed(caller).call(method, path + query, None if method == "GET" else body, **sent_by_somebody_new())
    answered(response)
    assert "no-store" in response["Cache-Control"], (method, path)
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", (method, path)


@bounded(350)
@given(
    endpoint=st.sampled_from(ENDPOINTS), method=st.sampled_from(["GET", "POST", "POST", "POST", "PUT", "OPTIONS"]),
    pairs=PAIRS, query=PAIRS, authorization=AUTHORIZATION, kind=KINDS, is_known=st.booleans(),
)  # fmt: skip
def test_the_oauth_endpoints_answer_everything(
    rp: RelyingParty, endpoint: str, method: str, pairs: Pairs, query: Pairs, authorization: str, kind: str, is_known: bool
) -> None:
    known = [("client_id", rp.client_id), ("redirect_uri", rp.redirect_uri)] if is_known else []
    sent, asked = ([], known + query) if method == "GET" else (known + pairs, [] if is_known else query)
    headers = {"host": plain.IDP.host} | sent_by_somebody_new() | ({"authorization": authorization} if authorization else {})
    path = f"/oauth2/{endpoint}?{urlencode(asked)}"
    response: Any = Client(headers=headers).generic(method, path, urlencode(sent), content_type=kind)
    answered(response)
    if endpoint != "jwks":
        assert "no-store" in response["Cache-Control"], (endpoint, method, response.status_code)
    if endpoint not in PAGES and response.status_code >= 400 and response.content:
        assert response["Content-Type"] == "application/json", (endpoint, method, response.content[:200])
