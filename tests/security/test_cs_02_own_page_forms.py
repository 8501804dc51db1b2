"""CS-02: a form of another site, or without our token, changes nothing on /account and /manage, whoever is signed in."""

from urllib.parse import urlencode

import pytest

from idp.accounts.models import Challenge, User
from idp.clients.models import Client, ClientSecret
from idp.mfa.models import Authenticator, RecoveryCode
from idp.sessions.models import Session
from tests.factories.people import PASSWORD, make_rp
from tests.factories.web_forms import make_admin, make_signed_in, page_of
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
OURS = "http://localhost:8000"


def acts() -> dict[str, tuple[str, dict[str, str]]]:
    """Every state-changing form of these pages, filled so that it would work."""
    client = Client.objects.get()
    app = Authenticator.objects.exclude(confirmed_at=None).get()
    own = f"/manage/clients/{client.client_id}"
    return {
        "remove": ("/account/mfa", {"remove": app.handle}),
        "renew": ("/account/mfa", {"renew": "1"}),
        "password": ("/account/password", {"current_password": PASSWORD, "password": "another rather long sentence"}),
        "email": ("/account/email", {"email": "elsewhere@example.org"}),
        "register": ("/manage/clients/new?type=web", {"client_name": "x", "redirect_uris": "https://x.example/"}),
        "rotate": (f"{own}/secrets", {"others": "now"}),
        "disable": (own, {"action": "disable"}),
        "edit": (f"{own}/edit", {"client_name": "x", "redirect_uris": "https://x.example/", "version": str(client.version)}),
        "sign out": ("/oauth2/logout", {"confirm": "yes"}),
    }


def state() -> tuple[object, ...]:
    """All that those forms could change."""
    return (
        list(Client.objects.values("name", "enabled", "redirect_uris", "version")),
        list(ClientSecret.objects.values_list("secret_hash", flat=True)),
        list(Authenticator.objects.exclude(confirmed_at=None).values_list("handle", flat=True)),
        sorted(RecoveryCode.objects.values_list("code_mac", flat=True)),
        list(Session.objects.values_list("ended_at", flat=True)),
        list(User.objects.values_list("password", "email")),
        Challenge.objects.filter(purpose="change_email").count(),
    )


def post(browser: Browser, path: str, form: dict[str, str], **headers: str) -> int:
    kind = "application/x-www-form-urlencoded"
    return browser.http.post(path, urlencode(form), content_type=kind, headers=headers).status_code


ACTS = ["remove", "renew", "password", "email", "register", "rotate", "disable", "edit", "sign out"]


def test_another_origin_even_with_our_token() -> None:
    make_rp()
    browser, _ada = make_admin()
    token = page_of(browser, "/account").fields()["csrfmiddlewaretoken"]
    before = state()
    for origin in ["https://evil.example", "null", "http://localhost:8000.evil.example", "http://127.0.0.1:8000"]:
        for act, (path, form) in acts().items():
            assert post(browser, path, form | {"csrfmiddlewaretoken": token}, origin=origin) == 403, (act, origin)
    assert state() == before


def test_our_origin_without_a_token_of_ours() -> None:
    make_rp()
    browser, _ada = make_admin()
    foreign = page_of(make_signed_in()[0], "/account").fields()["csrfmiddlewaretoken"]
    before = state()
    for token in [None, "", "x" * 64, foreign]:
        for act, (path, form) in acts().items():
            sent = form if token is None else form | {"csrfmiddlewaretoken": token}
            assert post(browser, path, sent, origin=OURS) == 403, (act, token)
    assert state() == before


def test_a_body_that_no_form_of_ours_sends() -> None:
    make_rp()
    browser, _ada = make_admin()
    before = state()
    for content_type in ["text/plain", "application/json"]:
        for act, (path, form) in acts().items():
            body = "{" + ",".join(f'"{name}":"{value}"' for name, value in form.items()) + "}"
            answer = browser.http.post(path, body, content_type=content_type, headers={"origin": "https://evil.example"})
            is_question = act == "sign out" and answer.status_code == 200  # the endpoint asks; nobody is signed out by it
            assert is_question or answer.status_code in {400, 403, 415}, (act, content_type)
    assert state() == before


@pytest.mark.parametrize("act", ACTS)
def test_the_same_form_of_our_own_page_works(act: str) -> None:
    make_rp()
    browser, _ada = make_admin()
    path, form = acts()[act]
    token = page_of(browser, "/account").fields()["csrfmiddlewaretoken"]
    before = state()
    assert post(browser, path, form | {"csrfmiddlewaretoken": token}, origin=OURS) in {200, 303}
    assert state() != before
