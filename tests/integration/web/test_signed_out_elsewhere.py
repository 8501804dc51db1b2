"""Somebody whose session ended meanwhile is told why the page asks for a sign-in; whoever signed out here is not."""

from datetime import timedelta

import pytest

from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import administration
from idp.lifecycle.administration import Deed
from idp.sessions.models import Session
from tests.factories.web_forms import make_signed_in, page_of, press, text_at
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_after_a_reset_the_old_tab_says_that_it_was_signed_out() -> None:
    browser, bob = make_signed_in(totp=True)
    administration.reset_factors(User.objects.get(), Deed(None, "phone lost"))
    page = page_of(browser, "/account")
    assert page.slug == "login" and "or by the people who run Gatehouse" in text_at(page, "is-over")
    wrong = browser.submit(page, username=bob.email, password="wrong wrong wrong")
    assert isinstance(wrong, Page) and text_at(wrong, "is-over") == "", "said once; now the error counts"


def test_after_a_while_without_use() -> None:
    browser, _bob = make_signed_in()
    Session.objects.update(last_seen_at=clock.now() - timedelta(hours=2))
    assert "not used for a while" in text_at(page_of(browser, "/account"), "is-over")


def test_a_new_browser_and_one_that_signed_out_are_told_nothing() -> None:
    assert text_at(page_of(Browser(), "/account"), "is-over") == ""
    browser, _bob = make_signed_in()
    press(browser, page_of(browser, "/oauth2/logout"), "sign-out")
    page = page_of(browser, "/account")
    assert page.slug == "login" and text_at(page, "is-over") == ""
