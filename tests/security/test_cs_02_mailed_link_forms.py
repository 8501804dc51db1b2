"""CS-02, CS-03, CS-06: another site sends the forms behind mailed links, or plants its own link in the browser. ASVS 3.5.1."""

from urllib.parse import urlencode

import pytest

from idp.accounts import passwords
from idp.accounts.models import User
from tests.factories.mailed_links import NEW_PASSWORD, forget_password, mails_to
from tests.factories.people import PASSWORD, make_person
from tests.factories.web_forms import page_of
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "application/x-www-form-urlencoded"
ORIGINS = ["https://evil.example", "null", "http://127.0.0.1:8000", "http://localhost:8000.evil.example"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_form_of_another_site_resets_nothing_and_asks_for_nothing(origin: str) -> None:
    alice, browser = make_person(), Browser()
    form = page_of(browser, forget_password(alice.email)).fields()
    sent = len(mails_to(alice.email))
    for path, fields in {"/password/reset": {"password": NEW_PASSWORD}, "/password/forgot": {"email": alice.email}}.items():
        answer = browser.http.post(path, urlencode(form | fields), content_type=FORM, headers={"origin": origin})
        assert answer.status_code == 403, path
    assert passwords.check(User.objects.get(), PASSWORD) and len(mails_to(alice.email)) == sent


def test_without_our_token_our_own_origin_is_not_enough() -> None:
    alice, browser = make_person(), Browser()
    page_of(browser, forget_password(alice.email))
    for path in ("/password/reset", "/password/forgot", "/account/email/undo"):
        body = urlencode({"password": NEW_PASSWORD, "email": alice.email})
        answer = browser.http.post(path, body, content_type=FORM, headers={"origin": "http://localhost:8000"})
        assert answer.status_code == 403, path
    assert passwords.check(User.objects.get(), PASSWORD)


def test_nothing_happens_by_get_or_head_or_in_disguise() -> None:
    alice, browser = make_person(), Browser()
    link = forget_password(alice.email)
    page_of(browser, link)
    query = urlencode({"password": NEW_PASSWORD, "email": alice.email, "_method": "POST"})
    for path in (link, "/password/reset", "/password/forgot", "/password/changed"):
        for method in ("GET", "HEAD"):
            browser.http.generic(method, f"{path}?{query}", headers={"x-http-method-override": "POST"})
    assert passwords.check(User.objects.get(), PASSWORD) and len(mails_to(alice.email)) == 1


def test_other_methods_are_405() -> None:
    browser = Browser()
    token = page_of(browser, "/password/forgot").fields()["csrfmiddlewaretoken"]
    headers = {"origin": "http://localhost:8000", "x-csrftoken": token}
    for path in ("/password/reset", "/password/forgot", "/password/changed", "/account/email/undo", "/account/email/undone"):
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
            assert browser.http.generic(method, path, headers=headers).status_code == 405, (method, path)
    link = "/password/reset/gl_" + "A" * 43
    assert browser.http.generic("POST", link, headers=headers).status_code == 405


def test_a_planted_link_says_whose_password_it_sets() -> None:
    """Mallory has the victim open mallory's own link: the page names mallory's account, and alice's stays as it is."""
    alice, mallory, victim = make_person(), make_person(), Browser()
    page = page_of(victim, forget_password(mallory.email))
    assert mallory.email in page.text and alice.email not in page.text
    victim.submit(page, password=NEW_PASSWORD)
    assert passwords.check(User.objects.get(email=alice.email), PASSWORD)
