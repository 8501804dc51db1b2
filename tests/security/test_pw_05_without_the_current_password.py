"""PW-05: a session left open is used to change the password, by somebody who does not know it. OWASP ASVS 6.2.3."""

import pytest
from django.conf import settings

from idp.accounts import passwords
from idp.accounts.models import User
from idp.limits.models import GuessBudget
from tests.factories.account_api import make_caller
from tests.factories.mailed_links import NEW_PASSWORD, mails_to
from tests.factories.people import PASSWORD
from tests.factories.web_forms import make_signed_in, page_of, press, send
from tests.rp import Page

pytestmark = pytest.mark.django_db(transaction=True)


def unchanged() -> bool:
    user = User.objects.get()
    return passwords.check(user, PASSWORD) and user.epoch == 0


def test_left_out() -> None:
    browser, _ada = make_signed_in(totp=True)
    page = page_of(browser, "/account/password")
    pairs = [("csrfmiddlewaretoken", page.fields()["csrfmiddlewaretoken"]), ("password", NEW_PASSWORD)]
    assert send(browser, "/account/password", pairs).status_code == 422
    assert unchanged()


def test_guessed_ten_times_it_counts_as_at_the_front_door_and_waits() -> None:
    browser, ada = make_signed_in(totp=True)
    page = page_of(browser, "/account/password")
    statuses = [
        press(browser, page, "save", current_password=f"guess number {n}", password=NEW_PASSWORD).status for n in range(10)
    ]
    assert statuses == [422] * 5 + [429] * 5
    assert GuessBudget.objects.exclude(failures=0).get(factor_class="password").failures == 5
    blocked = press(browser, page, "save", current_password=PASSWORD, password=NEW_PASSWORD)
    assert blocked.status == 429 and unchanged()
    del browser.http.cookies[settings.SESSION_COOKIE_NAME]
    login = browser.get("/account")
    assert isinstance(login, Page)
    place = browser.submit(login, username=ada.email, password=PASSWORD)
    assert isinstance(place, Page) and place.status == 429, "one budget for all doors of this browser"
    assert any("wrong" in text.casefold() for text in mails_to(ada.email)), "the owner is told"


def test_the_api_is_the_same_door() -> None:
    caller = make_caller()
    caller.user.password = passwords.hash_password(PASSWORD)
    caller.user.save()
    body = {"current_password": "wrong wrong wrong", "password": NEW_PASSWORD}
    assert [caller.call("POST", "me/password", body).status_code for _ in range(7)] == [422] * 5 + [429] * 2
    for missing in ("current_password", "password"):
        assert caller.call("POST", "me/password", {missing: PASSWORD}).status_code == 400
    assert unchanged()


def test_an_account_without_a_password_has_none_to_change() -> None:
    caller = make_caller()
    caller.user.set_unusable_password()
    caller.user.save()
    for current in ("", "!", caller.user.password):
        body = {"current_password": current, "password": NEW_PASSWORD}
        assert caller.call("POST", "me/password", body).status_code == 422
    assert not User.objects.get().has_usable_password()
