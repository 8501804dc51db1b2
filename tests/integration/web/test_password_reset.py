"""A forgotten password, from the sign-in page and back to it."""

import re

import pytest
import time_machine

from idp.accounts import passwords
from idp.accounts.models import Link, User
from idp.audit.models import Event
from idp.core import clock
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password, mailed_link, mails_to
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import page_of, press, title_of
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_whole_way_from_an_application_and_back() -> None:
    ada, rp, browser = make_person(totp=True), make_rp(trusted=True), Browser()
    login = rp.begin().open(browser)
    assert isinstance(login, Page)
    forgot = page_of(browser, str(login.soup.find(id="forgot")["href"]))
    sent = press(browser, forgot, "send", email=ada.email)
    assert "If there is an account" in sent.text and "30 minutes" in sent.text
    form = page_of(browser, mailed_link(ada.email))
    assert form.path == "/password/reset" and ada.email in form.text
    done = press(browser, form, "save", password=NEW_PASSWORD)
    assert done.path == "/password/changed" and page_of(browser, done.path).text == done.text, "a reload shows the same"
    go_on = str(done.soup.find(id="go-on")["href"])
    ada.password = NEW_PASSWORD
    seen: list[str] = []
    arrival = ada.walk(browser, browser.get(go_on), seen=seen)
    assert isinstance(arrival, Arrival) and "code" in arrival.parameters
    assert seen == ["login", "mfa-totp"]
    assert "was changed" in mails_to(ada.email)[-1] and "/password/forgot" in mails_to(ada.email)[-1]


def test_the_address_that_was_typed_stands_there_but_in_no_url() -> None:
    ada, rp, browser = make_person(), make_rp(trusted=True), Browser()
    login = rp.begin(login_hint="hint@example.org").open(browser)
    assert isinstance(login, Page)
    path = str(login.soup.find(id="forgot")["href"])
    assert "hint" not in path
    assert page_of(browser, path).soup.find(id="id_email")["value"] == "hint@example.org"
    assert page_of(Browser(), path).soup.find(id="id_email")["value"] == "", "a sign-in of another browser tells nothing"
    browser.submit(login, username=ada.email, password="wrong wrong wrong")
    assert page_of(browser, path).soup.find(id="id_email")["value"] == ada.email


def test_in_another_browser_it_ends_at_the_account() -> None:
    ada, rp, browser, phone = make_person(), make_rp(trusted=True), Browser(), Browser()
    login = rp.begin().open(browser)
    assert isinstance(login, Page)
    press(browser, page_of(browser, str(login.soup.find(id="forgot")["href"])), "send", email=ada.email)
    done = choose_password(phone, mailed_link(ada.email))
    assert done.soup.find(id="go-on")["href"] == "/account"


def test_without_a_sign_in_to_go_back_to_it_ends_at_the_account() -> None:
    ada, browser = make_person(), Browser()
    done = choose_password(browser, forget_password(ada.email))
    assert done.soup.find(id="go-on")["href"] == "/account"


def test_a_weak_password_is_refused_by_name_and_the_link_stays() -> None:
    ada, browser = make_person(), Browser()
    link = forget_password(ada.email)
    refused = choose_password(browser, link, "password1234")
    field = refused.soup.find(id="id_password")
    assert refused.status == 422 and title_of(refused).startswith("Error:")
    assert field.has_attr("autofocus") and field["aria-invalid"] == "true" and not field.get("value")
    assert "tried first" in refused.text
    assert choose_password(browser, link).path == "/password/changed"
    user = User.objects.get(email=ada.email)
    assert passwords.check(user, NEW_PASSWORD) and not passwords.check(user, ada.password)


def test_what_is_no_address_is_said_at_the_field() -> None:
    browser = Browser()
    refused = press(browser, page_of(browser, "/password/forgot"), "send", email="ada at example")
    assert refused.status == 422 and refused.soup.find(id="id_email")["value"] == "ada at example"
    assert title_of(refused).startswith("Error:")


def test_a_used_and_an_old_link_say_so_and_offer_a_new_one() -> None:
    ada, browser = make_person(), Browser()
    with time_machine.travel(clock.now(), tick=False) as now:
        link = forget_password(ada.email)
        choose_password(browser, link)
        used = page_of(browser, link)
        assert (used.status, used.soup.h1.get_text()) == (410, "This link has been used")
        old = forget_password(ada.email)
        now.shift(1800)
        page = page_of(Browser(), old)
        assert (page.status, page.soup.h1.get_text()) == (410, "This link no longer works")
        assert page.soup.find(id="ask-again")["href"] == "/password/forgot"


def test_opening_the_link_spends_nothing_however_often() -> None:
    ada = make_person()
    link = forget_password(ada.email)
    for _ in range(3):  # a scanner, a preview, a person who comes back
        assert page_of(Browser(), link).status == 200
        assert Browser().http.head(link).status_code == 303
    assert Link.objects.get().spent_at is None


def test_a_caller_who_asks_for_many_is_told_to_wait() -> None:
    browser = Browser()
    statuses = [
        press(browser, page_of(browser, "/password/forgot"), "send", email=f"a{n}@example.org").status for n in range(11)
    ]
    assert statuses == [200] * 10 + [429]


def test_it_is_recorded_without_the_token_or_a_strangers_address() -> None:
    ada, browser = make_person(), Browser()
    link = forget_password(ada.email, browser)
    press(browser, page_of(browser, "/password/forgot"), "send", email="nobody@example.org")
    mails_to("nobody@example.org")
    choose_password(browser, link)
    told = [(one.action, one.outcome, one.reason) for one in Event.objects.filter(action__startswith="user:password:")]
    assert told == [
        ("user:password:forget", "success", ""),
        ("user:password:forget", "refused", "unknown address"),
        ("user:password:reset", "success", ""),
    ]
    everything = str(list(Event.objects.values()))
    assert not re.search(r"gl_[\w-]{20}", everything) and "nobody@example.org" not in everything
