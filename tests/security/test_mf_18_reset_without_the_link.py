"""MF-18: the step "new password" without the mailed link that leads to it. Keycloak CVE-2026-18963."""

import pytest
from django.conf import settings

from idp.accounts import passwords
from idp.accounts.models import User
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password
from tests.factories.people import PASSWORD, make_person
from tests.factories.web_forms import page_of, press, send
from tests.rp import Browser
from tests.security.sign_ins import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def unchanged(email: str) -> bool:
    user = User.objects.get(email=email)
    return passwords.check(user, PASSWORD) and user.epoch == 0


def token_of(browser: Browser) -> str:
    """A form token that the browser got honestly."""
    return page_of(browser, "/password/forgot").fields()["csrfmiddlewaretoken"]


@pytest.mark.parametrize("cookie", ["", "gl_" + "A" * 43, "gl_x", "undefined", "A" * 43])
def test_by_its_direct_url(cookie: str) -> None:
    alice, browser = make_person(), Browser()
    forget_password(alice.email, browser)  # a link is open, but this browser does not hold it
    browser.http.cookies[f"{settings.LINK_COOKIE_NAME}_reset_password"] = cookie
    assert page_of(browser, "/password/reset").status == 410
    fields = [("csrfmiddlewaretoken", token_of(browser)), ("password", NEW_PASSWORD), ("email", alice.email)]
    assert send(browser, "/password/reset", fields).status_code == 410
    assert unchanged(alice.email)


def test_by_extra_fields_that_name_another_person() -> None:
    alice, mallory, browser = make_person(), make_person(), Browser()
    form = page_of(browser, forget_password(mallory.email))
    user = User.objects.get(email=alice.email)
    fields = {"email": alice.email, "user": str(user.pk), "user_id": str(user.pk), "sub": user.sub, "username": alice.email}
    pairs = [*(form.fields() | fields).items(), ("password", NEW_PASSWORD)]
    assert send(browser, "/password/reset", pairs).status_code == 303
    assert unchanged(alice.email) and not unchanged(mallory.email)


def test_after_it_was_done_by_the_back_button_or_another_tab() -> None:
    alice, browser = make_person(), Browser()
    form = page_of(browser, forget_password(alice.email))
    press(browser, form, "save", password=NEW_PASSWORD)
    again = press(browser, form, "save", password="a third rather long sentence")
    assert again.status == 410
    assert passwords.check(User.objects.get(email=alice.email), NEW_PASSWORD)


def test_a_session_is_no_substitute() -> None:
    alice = make_person(totp=True)
    browser = sign_in(alice)
    assert page_of(browser, "/password/reset").status == 410
    fields = [("csrfmiddlewaretoken", token_of(browser)), ("password", NEW_PASSWORD)]
    assert send(browser, "/password/reset", fields).status_code == 410
    assert unchanged(alice.email)


def test_the_page_that_it_is_done_tells_nobody_anything_without_a_used_link() -> None:
    alice, browser = make_person(), Browser()
    link = forget_password(alice.email)
    page_of(browser, link)
    answer = browser.http.get("/password/changed")
    assert (answer.status_code, answer["Location"]) == (303, "/account")
    choose_password(browser, link)
    assert Browser().http.get("/password/changed").status_code == 303
