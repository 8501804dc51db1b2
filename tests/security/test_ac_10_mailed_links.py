"""AC-10, S2: the token of a mailed link in URLs that are sent on, kept or logged, or in the database. RFC 9700 §4.2.4."""

import logging

import pytest
from django.apps import apps

from tests.factories.mailed_links import choose_password, forget_password
from tests.factories.people import make_person
from tests.factories.web_forms import page_of
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_page_has_no_token_in_its_url_body_or_headers() -> None:
    link, browser = forget_password(make_person().email), Browser()
    token = link.rsplit("/", 1)[1]
    first = browser.http.get(link)
    assert (first.status_code, first["Location"], first.content) == (303, "/password/reset", b"")
    assert first["Referrer-Policy"] == "no-referrer" and first["Cache-Control"] == "no-store"
    page = page_of(browser, "/password/reset")
    assert page.status == 200 and page.response["Referrer-Policy"] == "same-origin"
    shown = page.response.content.decode() + str(page.response.headers)
    assert token not in shown and "gl_" not in shown


def test_no_row_of_any_table_holds_it_once_the_mail_is_out() -> None:
    alice = make_person()
    token = forget_password(alice.email).rsplit("/", 1)[1]
    choose_password(Browser(), f"/password/reset/{token}")
    for model in apps.get_models():
        rows = str(list(model._default_manager.values()))
        assert token not in rows and token.removeprefix("gl_") not in rows, model


def test_no_log_line_holds_it(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    link, browser = forget_password(make_person().email), Browser()
    token = link.rsplit("/", 1)[1]
    with caplog.at_level(logging.DEBUG):
        browser.http.get(link)
        browser.http.post(link, {"password": "x"})  # 405 or 403: Django logs refused requests with their path
        browser.http.get(f"{link}/more")  # 404
        choose_password(browser, link)
    written = capfd.readouterr()
    assert token not in written.err and token not in written.out
