"""Inviting somebody from /manage/users, and what the mailed link leads to."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import invitations
from idp.accounts import services as accounts
from idp.accounts.models import Group, User
from idp.audit.models import Event
from idp.core import clock
from tests.factories.accounts import letters
from tests.factories.mailed_links import mailed_link
from tests.factories.people import make_person
from tests.factories.web_forms import make_admin, make_helpdesk, page_of, press, text_at, title_of
from tests.rp import Browser, Page
from tests.security.sign_ins import policy, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "another rather long sentence"
EMAIL = "carol@example.org"


def invited(browser: Browser, **answers: str) -> Page:
    typed = {"email": EMAIL, "name": "Carol", "reason": "starts on Monday"} | answers
    return press(browser, page_of(browser, "/manage/users/invite"), "send", **typed)


def carol() -> User:
    return User.objects.get(email=EMAIL)


def accept(link: str, password: str = PASSWORD, name: str = "Carol C.") -> tuple[Browser, Page]:
    browser = Browser()
    return browser, press(browser, page_of(browser, link), "accept", name=name, password=password)


def test_somebody_invited_chooses_name_and_password_and_is_signed_in_by_mailbox_and_password() -> None:
    Group.objects.create(name="staff")
    browser, _ = make_admin()
    page = invited(browser, groups=str(Group.objects.get().pk))
    assert (page.status, text_at(page, "done")) == (200, "The invitation is on its way.")
    assert "Invited" in text_at(page, "state")
    theirs, place = accept(mailed_link(EMAIL))
    assert place.path == "/account" and signed_in(theirs)
    user = carol()
    assert (user.name, user.email_verified_at is not None, user.groups.get().name) == ("Carol C.", True, "staff")
    assert user.sessions.get().acr == "2fa-email"
    assert accounts.authenticate(EMAIL, PASSWORD, ip="10.0.0.1") == user
    told = Event.objects.filter(action__startswith="user:invitation").order_by("pk")
    assert [(event.action, event.reason) for event in told] == [
        ("user:invitation:send", "starts on Monday"), ("user:invitation:accept", ""),
    ]  # fmt: skip


def test_somebody_invited_chooses_a_username() -> None:
    browser, _ = make_admin()
    make_person(email="bob@example.org")
    invited(browser)
    theirs = Browser()
    page = page_of(theirs, mailed_link(EMAIL))
    assert page.soup.find(id="id_preferred_username")["value"] == "carol"
    refused = press(theirs, page, "accept", name="Carol", password=PASSWORD, preferred_username="bob")
    assert refused.status == 422 and "Somebody has or had this username." in text_at(refused, "id_preferred_username_error")
    assert carol().email_verified_at is None, "the link is not spent"
    press(theirs, refused, "accept", name="Carol", password=PASSWORD, preferred_username="caz")
    assert carol().preferred_username == "caz"


def test_an_invitation_taken_back_leaves_its_name_to_others() -> None:
    make_admin()
    carol_ = accounts.create_user("carol@example.org")
    invitations.revoke(carol_, actor="operator")
    assert make_person(email="carol@example.com") and User.objects.get(email="carol@example.com").preferred_username == "carol"


def test_where_an_app_is_demanded_it_is_set_up_on_the_way(settings: object) -> None:
    policy(settings, mfa_policy="mfa")
    browser, _ = make_admin()
    invited(browser)
    theirs, place = accept(mailed_link(EMAIL))
    assert place.slug == "enrol-totp" and not signed_in(theirs)


def test_a_weak_password_keeps_the_link_and_the_name() -> None:
    browser, _ = make_admin()
    invited(browser)
    link = mailed_link(EMAIL)
    theirs, page = accept(link, password="password")
    assert (page.status, title_of(page).startswith("Error:")) == (422, True)
    name = page.soup.find(id="id_name")
    assert name is not None and name["value"] == "Carol C."
    assert "password" not in str(page.soup.find(id="id_password").get("value", ""))
    assert press(theirs, page, "accept", password=PASSWORD).path == "/account"


def test_sent_again_the_earlier_link_is_dead() -> None:
    browser, _ = make_admin()
    page = invited(browser)
    first = mailed_link(EMAIL)
    helper, _ = make_helpdesk()
    page = press(helper, page_of(helper, f"/manage/users/{carol().sub}?ask=resend"), "confirm", reason="lost the mail")
    assert text_at(page, "done") == "The invitation was sent again."
    second = mailed_link(EMAIL)
    assert first != second
    assert page_of(Browser(), first).status == 410
    assert accept(second)[1].path == "/account"


def test_taken_back_nothing_is_left() -> None:
    browser, _ = make_admin()
    invited(browser)
    link, sub = mailed_link(EMAIL), carol().sub
    page = press(browser, page_of(browser, f"/manage/users/{sub}?ask=revoke"), "confirm", reason="a mistake")
    assert (page.status, text_at(page, "done")) == (200, "The invitation was taken back.")
    assert not User.objects.filter(email=EMAIL).exists()
    assert page_of(Browser(), link).status == 410
    assert Event.objects.get(action="user:invitation:revoke").subject == sub


def test_an_account_in_use_is_no_invitation_any_more() -> None:
    browser, _ = make_admin()
    invited(browser)
    accept(mailed_link(EMAIL))
    for action in ("resend", "revoke"):
        page = press(browser, page_of(browser, f"/manage/users/{carol().sub}?ask={action}"), "confirm", reason="x")
        assert (page.status, "in use" in page.text) == (409, True)
    assert carol().is_active


def test_what_is_wrong_with_an_invitation_is_named() -> None:
    make_person(email="taken@example.org")
    browser, _ = make_admin()
    for answers, field in (({"email": "TAKEN@example.org"}, "email"), ({"email": "none"}, "email"), ({"reason": ""}, "reason")):
        page = invited(browser, **answers)
        assert page.status in {409, 422} and text_at(page, f"id_{field}_error")
        kept = page.soup.find(id="id_name")
        assert kept is not None and kept["value"] == "Carol"
    assert letters(EMAIL) == []


def test_an_invitation_grows_old() -> None:
    browser, _ = make_admin()
    invited(browser)
    link = mailed_link(EMAIL)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1), tick=False):
        assert page_of(Browser(), link).status == 410


def test_whoever_proves_the_address_first_ends_the_invitation() -> None:
    browser, _ = make_admin()
    invited(browser)
    link, waiting = mailed_link(EMAIL), Browser()
    page = page_of(waiting, link)
    accounts.register(EMAIL, PASSWORD, "Carol", binding="interaction:x", ip="10.9.9.9")
    assert page_of(Browser(), link).status == 200  # a registration that is not proved is nobody's
    User.objects.filter(email=EMAIL).update(email_verified_at=clock.now())
    assert page_of(Browser(), link).status == 410
    assert press(waiting, page, "accept", name="Carol", password=PASSWORD).status == 410
