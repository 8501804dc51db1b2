"""IN-04: a token request in another content type, or of another charset. Source: RFC 6749 appendix B; DOT #657."""

import json
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.http import HttpResponse

from tests.factories.oidc import make_party
from tests.factories.people import make_rp
from tests.rp import Browser, Page
from tests.security.grants import nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
OTHERS = [
    "application/json",
    "multipart/form-data; boundary=x",
    "text/plain",
    "",
    f"{FORM}, application/json",
    f"{FORM}x",
    "*/*",
    f"x/{FORM}",
]


@pytest.mark.spec("RFC 6749", "3.2", "MUST")
@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("endpoint", ["token", "introspect", "revoke"])
def test_it_is_not_read_and_nothing_is_spent(endpoint: str, kind: str) -> None:
    party = make_party("s3cret", token_endpoint_auth_method="client_secret_post")
    token = party.sign_in()["refresh_token"]
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "token": token,
        "client_id": party.client.client_id,
        "client_secret": "s3cret",
    }
    encodings = [
        urlencode(form).encode(),
        json.dumps(form).encode(),
        urlencode(form).encode("utf-16"),
        urlencode(form).encode("utf-7"),
    ]
    with nothing_changes():
        for body in encodings:
            refused_at_token(party.raw(endpoint, body, content_type=kind), "invalid_request", 415)
    assert party.refresh(token).status_code == 200


SPELLINGS = [
    FORM,
    FORM.upper(),
    f"{FORM}; charset=UTF-8",
    f'{FORM};charset="utf-8"',
    f"{FORM}; charset=ISO-8859-1",
    f'{FORM} ; Charset="us-ascii"',
    f"{FORM}; charset=utf-16",
    f"{FORM}; charset=klingon; x=y",
]


@pytest.mark.parametrize("kind", SPELLINGS)
def test_the_form_is_read_in_its_spellings(kind: str) -> None:
    party = make_party()
    form = {
        "grant_type": "refresh_token",
        "refresh_token": party.sign_in()["refresh_token"],
        "client_id": party.client.client_id,
    }
    assert party.raw("token", urlencode(form), content_type=kind).status_code == 200
    refused_at_token(party.raw("token", urlencode(form).encode("utf-16"), content_type=kind), "invalid_request")


@pytest.mark.parametrize("kind", SPELLINGS)
def test_every_form_is_utf_8_whatever_its_type_says(kind: str) -> None:
    browser, begun = Browser(), make_rp().begin(state="größer")

    def post(path: str, form: str) -> HttpResponse:
        headers = {"origin": settings.IDP.public_url}
        return browser.http.generic("POST", path, form.encode(), content_type=kind, headers=headers)

    sent = post("/oauth2/authorize", urlsplit(begun.url).query)
    assert sent.status_code == 303
    page = browser.get(sent["Location"])
    assert isinstance(page, Page) and page.slug == "login"
    typed = page.fields() | {"username": "jürgen@example.org", "password": "not this one"}
    again = post(page.path, urlencode(typed))
    assert (again.status_code, Page(again, page.path).fields()["username"]) == (422, "jürgen@example.org")
    assert post("/oauth2/logout", "state=%C3%B6").status_code == 200
