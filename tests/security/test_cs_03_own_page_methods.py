"""CS-03: nothing on /account and /manage changes by GET or HEAD, nor by a POST in disguise; other methods are 405."""

from urllib.parse import urlencode

import pytest

from tests.factories.people import make_rp
from tests.factories.web_forms import make_admin, page_of
from tests.security.test_cs_02_own_page_forms import acts, state

pytestmark = pytest.mark.django_db(transaction=True)
SHOWING = ["/account", "/manage/", "/manage/clients"]
CHANGING = [
    "/account/mfa",
    "/account/password",
    "/account/email",
    "/account/email/code",
    "/manage/clients/new",
    "/manage/clients/x",
    "/manage/clients/x/edit",
]


def test_get_and_head_change_nothing() -> None:
    make_rp()
    browser, _ada = make_admin()
    before = state()
    for path, form in acts().values():
        for disguise in [{}, {"_method": "POST"}]:
            address = path + ("&" if "?" in path else "?") + urlencode(form | disguise)
            for method in ["GET", "HEAD"]:
                browser.http.generic(method, address, headers={"x-http-method-override": "POST"})
                assert state() == before, (method, address)


def test_other_methods_are_405() -> None:
    browser, _ada = make_admin()
    token = browser.http.cookies["gatehouse_csrf"].value
    for path in SHOWING + CHANGING:
        for method in ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]:
            headers = {"origin": "http://localhost:8000", "x-csrftoken": token}
            assert browser.http.generic(method, path, headers=headers).status_code == 405, (method, path)


def test_pages_that_only_show_take_no_post() -> None:
    browser, _ada = make_admin()
    token = page_of(browser, "/account").fields()["csrfmiddlewaretoken"]
    for path in SHOWING:
        answer = browser.http.post(path, {"csrfmiddlewaretoken": token}, headers={"origin": "http://localhost:8000"})
        assert answer.status_code == 405, path
