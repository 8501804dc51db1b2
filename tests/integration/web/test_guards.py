"""Who may see the pages outside an interaction, and where everybody else is sent."""

from datetime import timedelta

import pytest

from idp.accounts.models import User
from idp.core import clock
from idp.sessions.models import Session
from tests.factories.web_forms import arrive, make_admin, make_signed_in, page_of, query_of
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
SESSION = ["/account"]
SUDO = ["/account/mfa"]
ADMIN = [
    "/manage/",
    "/manage/clients",
    "/manage/clients/new",
    "/manage/clients/new?type=web",
    "/manage/clients/x",
    "/manage/clients/x/edit",
]
RECORDS = ["/admin/", "/admin/accounts/user/", "/admin/clients/client/", "/admin/idp_sessions/session/", "/admin/audit/event/"]


@pytest.mark.parametrize("path", SESSION + SUDO + ADMIN)
def test_nobody_is_sent_to_a_sign_in_that_ends_on_the_same_page(path: str) -> None:
    answer = Browser().http.get(path)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/interaction/start?")
    asked = query_of(answer["Location"])
    assert asked["return_to"] == path
    assert asked.get("level") == (None if path in SESSION else "sudo" if path in SUDO else "staff")


@pytest.mark.parametrize("path", SESSION + SUDO + ADMIN)
def test_nobody_may_post(path: str) -> None:
    answer = Browser().http.post(path, {"name": "x"}, headers={"origin": "https://evil.example"})
    assert answer.status_code in {303, 403, 405}
    assert "gatehouse_session" not in answer.cookies


def test_another_person_gets_403_without_being_asked_for_a_code() -> None:
    browser, _person = make_signed_in(totp=True)
    Session.objects.update(fresh_at=None)
    for path in ADMIN:
        page = page_of(browser, path)
        assert (page.status, page.path) == (403, path)
        assert "You may not see this page" in page.text


def test_another_person_gets_403_at_the_records() -> None:
    browser, _person = make_signed_in(totp=True)
    assert [page_of(browser, path).status for path in RECORDS] == [403] * len(RECORDS)


def test_an_administrator_reads_the_records() -> None:
    browser, _person = make_admin()
    for path in RECORDS:
        page = page_of(browser, path)
        assert (page.status, page.path) == (200, path)


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/audit/event/?outcome=refused", "/manage/clients/new?type=native", "/account/mfa"]
)
def test_an_old_proof_is_renewed_and_the_person_lands_on_the_exact_page(path: str) -> None:
    browser, ada = make_admin()
    Session.objects.update(fresh_at=clock.now() - timedelta(minutes=11))
    place = page_of(browser, path)
    assert place.slug == "mfa-totp"
    page = browser.submit(place, code=ada.totp(1))  # the code of this step was spent by the sign-in
    assert isinstance(page, Page)
    assert (page.status, page.path) == (200, path)


def test_a_proof_by_mail_is_not_enough_for_somebody_with_an_app() -> None:
    browser, _ada = make_admin()
    Session.objects.update(fresh_acr="2fa-email")
    assert page_of(browser, "/manage/clients").slug == "mfa-totp"


def test_an_ended_session_sees_nothing() -> None:
    browser, _ada = make_admin()
    Session.objects.update(ended_at=clock.now())
    assert browser.http.get("/manage/clients").status_code == 303


def test_a_deactivated_administrator_sees_nothing() -> None:
    browser, _ada = make_admin()
    User.objects.update(is_active=False)
    assert browser.http.get("/manage/clients").status_code == 303


def test_an_administrator_no_longer_is_refused_on_the_next_request() -> None:
    browser, _ada = make_admin()
    User.objects.update(is_admin=False)
    assert browser.http.get("/manage/clients").status_code == 403


def test_a_query_that_cannot_come_back_is_dropped_and_the_page_kept() -> None:
    answer = Browser().http.get("/manage/clients?q=a+b%22")
    assert query_of(answer["Location"])["return_to"] == "/manage/clients"


def test_manage_itself_leads_to_the_clients() -> None:
    browser, ada = make_admin()
    assert arrive(browser, ada, "/manage/").path == "/manage/clients"
