"""Django admin: to read only, without secrets, behind our sign-in; no login, password or logout door of its own."""

from typing import Any

import pytest

from idp.accounts.models import User
from idp.audit.models import Event
from idp.clients.models import Client, ClientSecret
from idp.sessions.models import Session
from idp.web.admin_site import site
from tests.factories.people import make_rp
from tests.factories.web_forms import make_admin, page_of, query_of
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
LISTS = [f"/admin/{model._meta.app_label}/{model._meta.model_name}/" for model in site._registry]


ROWS = {User: "accounts/user", Client: "clients/client", Session: "idp_sessions/session", Event: "audit/event"}


def test_there_is_nothing_to_add() -> None:
    browser, _ada = make_admin()
    assert [page_of(browser, f"{path}add/").status for path in LISTS] == [403] * len(LISTS)


@pytest.mark.parametrize("model", ROWS)
def test_a_row_can_be_seen_and_not_changed_or_deleted(model: Any) -> None:
    browser, _ada = make_admin()
    make_rp()
    row = model.objects.order_by("pk").first()
    path = f"/admin/{ROWS[model]}/{row.pk}"
    page = page_of(browser, f"{path}/change/")
    assert page.status == 200
    assert page.soup.find("input", attrs={"name": "_save"}) is None
    before = model.objects.values().get(pk=row.pk)
    for action in ("change", "delete"):
        sent = token(browser) | {"name": "x", "post": "yes", "is_admin": "on"}
        answer = browser.post(f"{path}/{action}/", sent)
        assert isinstance(answer, Page) and answer.status == 403
    assert model.objects.values().get(pk=row.pk) == before


def token(browser: Browser) -> dict[str, str]:
    """A valid CSRF token: what is refused is not refused for lack of one."""
    return {"csrfmiddlewaretoken": page_of(browser, "/account").fields()["csrfmiddlewaretoken"]}


def test_bulk_actions_do_nothing() -> None:
    browser, _ada = make_admin()
    count = User.objects.count(), Session.objects.count()
    for path in LISTS:
        assert isinstance(browser.post(path, token(browser) | {"action": "delete_selected", "_selected_action": "1"}), Page)
    assert (User.objects.count(), Session.objects.count()) == count


def test_no_digest_or_secret_is_shown() -> None:
    browser, _ada = make_admin()
    make_rp()
    user, session, secret = User.objects.get(), Session.objects.get(), ClientSecret.objects.get()
    rows = [f"/admin/accounts/user/{user.pk}/change/", f"/admin/idp_sessions/session/{session.pk}/change/"]
    for path in [*LISTS, *rows, f"/admin/clients/client/{secret.client_id}/change/"]:
        text = page_of(browser, path).response.content.decode()
        assert "argon2" not in text
        for hidden in (user.password, session.key_hash, session.data, secret.secret_hash):
            assert not hidden or hidden not in text


def test_what_is_not_there_is_404() -> None:
    browser, _ada = make_admin()
    for path in ["password_change/", "password_change/done/", "accounts/user/999999/change/", "nothing/"]:
        assert page_of(browser, f"/admin/{path}").status == 404


def test_the_login_page_is_our_sign_in_and_takes_no_password() -> None:
    browser = Browser()
    answer = browser.http.get("/admin/login/?next=/admin/audit/event/")
    assert answer.status_code == 303
    assert query_of(answer["Location"]) == {"return_to": "/admin/audit/event/", "level": "staff"}
    posted = browser.http.post("/admin/login/", {"username": "x", "password": "y"}, headers={"origin": "http://localhost:8000"})
    assert posted.status_code in {303, 403}
    assert "gatehouse_session" not in posted.cookies


def test_signing_out_is_our_page() -> None:
    browser, _ada = make_admin()
    place = browser.post("/admin/logout/", token(browser))
    assert not isinstance(place, Arrival)
    assert place.path == "/oauth2/logout"
    assert Session.objects.get().ended_at is None
