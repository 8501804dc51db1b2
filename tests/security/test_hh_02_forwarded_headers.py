"""HH-02: headers by which a proxy would say who was asked for; they change nothing here. Source: Zitadel GHSA-2wmj."""

import pytest
from django.test import Client as Browser

from idp.core import mail
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival
from tests.rp import Browser as PersonsBrowser

pytestmark = pytest.mark.django_db
EVIL = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-forwarded-port": "6666",
    "x-forwarded-server": "evil.example",
    "x-forwarded-prefix": "/evil",
    "x-forwarded-scheme": "ftp",
    "forwarded": "for=1.2.3.4;host=evil.example;proto=http",
    "x-original-url": "/admin/",
    "x-rewrite-url": "/admin/",
    "x-host": "evil.example",
    "x-http-method-override": "DELETE",
    "x-script-name": "/evil",
    "front-end-https": "on",
}


@pytest.mark.parametrize("name", EVIL)
def test_documents_and_pages_are_the_same_bytes(name: str) -> None:
    for path in ("/.well-known/openid-configuration", "/oauth2/jwks", "/oauth2/authorize", "/nothing", "/api/v1/me"):
        plain = Browser().get(path, headers={"host": "localhost:8000"})
        sent = Browser().get(path, headers={"host": "localhost:8000", name: EVIL[name]})
        assert (sent.status_code, b"evil" in sent.content) == (plain.status_code, False), path
        if plain.status_code == 200:
            assert sent.content == plain.content


def test_a_whole_sign_in_with_all_of_them_leads_where_it_always_does() -> None:
    browser, bob, rp = PersonsBrowser(), make_person(), make_rp()
    browser.http.defaults |= {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in EVIL.items()}
    flow = rp.begin()
    arrival = flow.sign_in(browser, bob)
    assert isinstance(arrival, Arrival)
    assert arrival.url.startswith("https://rp.example/callback?")
    assert arrival.parameters["iss"] == "http://localhost:8000"
    assert flow.redeem(arrival.parameters["code"]).status_code == 200
    for cookie in browser.http.cookies.values():
        assert not cookie["secure"]
        assert not cookie["domain"]
        assert cookie["path"] == "/"
    assert mail.memory
    assert "evil" not in "".join(message.as_string() for message in mail.memory)
