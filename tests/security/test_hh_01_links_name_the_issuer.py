"""HH-01 in mails: a reset asked for under a foreign host name must not carry that name into the link. Zitadel GHSA-2wmj."""

import pytest

from tests.factories.mailed_links import forget_password, mails_to
from tests.factories.people import make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-host": "evil.example",
    "forwarded": "host=evil.example;proto=https",
    "x-original-url": "https://evil.example/password/forgot",
}


def test_no_header_reaches_the_mail() -> None:
    alice, browser = make_person(), Browser()
    browser.http.defaults.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in HOSTILE.items()})
    press(browser, page_of(browser, "/password/forgot"), "send", email=alice.email)
    (text,) = mails_to(alice.email)
    assert "evil.example" not in text and "http://localhost:8000/password/reset/gl_" in text


def test_a_foreign_host_is_refused_before_anything_is_sent() -> None:
    alice, browser = make_person(), Browser()
    form = page_of(browser, "/password/forgot").fields() | {"email": alice.email}
    answer = browser.http.post("/password/forgot", form, headers={"host": "evil.example", "origin": "http://localhost:8000"})
    assert answer.status_code == 400
    assert mails_to(alice.email) == []
    assert forget_password(alice.email).startswith("/password/reset/gl_")
