"""MF-28, AP-07, XI-05: an invitation is no way around the second factor, nor to write to strangers. ASVS 6.3.4."""

import copy

import pytest

from idp.accounts.models import User
from tests.factories.accounts import letters
from tests.factories.mailed_links import mailed_link
from tests.factories.web_forms import filled, make_admin, page_of, press, send
from tests.rp import Browser
from tests.security.sign_ins import policy, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "carol@example.org"
PASSWORD = "another rather long sentence"


def invite(name: str = "Carol") -> str:
    browser, _ = make_admin()
    press(browser, page_of(browser, "/manage/users/invite"), "send", email=EMAIL, name=name, reason="x")
    return mailed_link(EMAIL)


def test_opening_a_link_changes_nothing_and_signs_nobody_in() -> None:
    link = invite()
    for _ in range(3):  # a mail scanner, a preview, the person
        browser = Browser()
        assert page_of(browser, link).status == 200
        assert not signed_in(browser)
    assert not User.objects.get(email=EMAIL).has_usable_password()


def test_the_second_factor_of_the_policy_is_asked(settings: object) -> None:
    policy(settings, mfa_policy="mfa")
    link, browser = invite(), Browser()
    place = press(browser, page_of(browser, link), "accept", name="Carol", password=PASSWORD)
    assert place.slug == "enrol-totp" and not signed_in(browser)


def test_a_form_sent_twice_sets_one_password() -> None:
    link, browser = invite(), Browser()
    form = filled(page_of(browser, link), "accept", name="Carol", password=PASSWORD)
    held = copy.deepcopy(browser.http.cookies)  # both clicks of a double click carry the link along
    assert send(browser, "/invitation", form).status_code == 303
    other = [(name, "a different long sentence" if name == "password" else value) for name, value in form]
    for again in (form, other):
        browser.http.cookies = copy.deepcopy(held)
        assert send(browser, "/invitation", again).status_code == 410
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


def test_a_form_from_elsewhere_is_refused() -> None:
    link, browser = invite(), Browser()
    form = filled(page_of(browser, link), "accept", name="Carol", password=PASSWORD)
    assert send(browser, "/invitation", form, origin="https://evil.example").status_code == 403
    assert not User.objects.get(email=EMAIL).has_usable_password()


def test_no_typed_text_reaches_the_mail() -> None:
    invite(name="Win money at https://evil.example\r\nBcc: x@y.example")
    (letter,) = letters(EMAIL)
    assert "evil.example" not in letter.text + letter.subject and "Bcc" not in letter.text


def test_opening_an_accepted_link_again_is_refused() -> None:
    link = invite()
    press(browser := Browser(), page_of(browser, link), "accept", name="Carol", password=PASSWORD)
    page = page_of(Browser(), link)
    assert (page.status, "has been used" in page.text) == (410, True)
