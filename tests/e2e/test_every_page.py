"""Every page of the URL map, of the React app and of the sample client is opened, inspected and, on demand, pictured.

`make screenshots` keeps the pictures. A page that is new in the URL map and not opened here fails the test.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pyotp
import pytest
from django.urls import resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect

from idp.core import routes
from idp.interaction import screens
from tests.e2e.inspection import Inspector
from tests.e2e.running_demo import Account, Demo

# Places that answer by redirect, or draw nothing of their own.
WITHOUT_PAGE = {
    "api/schema", "interaction/start", "interaction/<str:interaction_id>", "interaction/<str:interaction_id>/restart",
    "register", "manage/",
}  # fmt: skip
STRICT = "strict-app"
NORA, NORAS_PASSWORD = "nora@example.org", "seven unusual words for a test"
NewPage = Callable[[], Page]


@pytest.fixture
def new_page(chromium: Chromium) -> Iterator[NewPage]:
    contexts = []

    def opened() -> Page:
        context = chromium.new_context(locale="en-GB")
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def test_every_page_is_accessible_and_whole(demo: Demo, new_page: NewPage, tmp_path: Path) -> None:
    inspector = Inspector()
    _strict_client(demo, tmp_path)
    _register(inspector, demo, inspector.attach(new_page()))
    _sign_in_with_mail(inspector, demo, inspector.attach(new_page()))
    _enrol_on_the_way(inspector, demo, inspector.attach(new_page()))
    _administer(inspector, demo, inspector.attach(new_page()))
    _react_app(inspector, demo, inspector.attach(new_page()))
    assert _pages_of_the_map() - {_route(path) for path in inspector.seen} == set()
    assert not inspector.faults, "\n".join(inspector.faults)


def _pages_of_the_map() -> set[str]:
    """The routes that show people a page; the prompts of an interaction one by one."""
    found = {
        path
        for path, pattern in routes.patterns()
        if not path.startswith("admin/") and not getattr(pattern.callback, "is_machine", False)
    } - WITHOUT_PAGE
    found.discard("interaction/<str:interaction_id>/<slug:slug>")
    return found | {f"interaction/{slug}" for slug in screens.PAGES} | {"admin/"}


def _route(path: str) -> str:
    try:
        match = resolve(path)
    except Resolver404:
        return path
    return f"interaction/{match.kwargs['slug']}" if "slug" in match.kwargs else match.route


def _strict_client(demo: Demo, folder: Path) -> None:
    """A client that demands the app, so that enrolment happens on the way."""
    client = {
        "client_id": STRICT, "client_name": "Strict app", "token_endpoint_auth_method": "none", "minimum_acr": "mfa",
        "redirect_uris": [f"{demo.app}/callback"], "scope": "openid email",
    }  # fmt: skip
    path = folder / "strict.json"
    path.write_text(json.dumps({"clients": [client]}), encoding="utf-8")
    demo.idp("apply", str(path))


def _authorize(demo: Demo, client_id: str) -> str:
    challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # RFC 7636 appendix B
    return (
        f"{demo.issuer}/oauth2/authorize?response_type=code&client_id={client_id}&redirect_uri={demo.app}/callback"
        f"&scope=openid%20email&code_challenge={challenge}&code_challenge_method=S256&state=s&nonce=n"
    )


def _register(inspector: Inspector, demo: Demo, page: Page) -> None:
    page.goto(f"{demo.issuer}/register")
    inspector.look(page, "register")
    page.click("#register")
    inspector.look(page, "register-error")
    page.fill("#id_name", "Nora Newcomer")
    page.fill("#id_email", NORA)
    page.fill("#id_password", NORAS_PASSWORD)
    page.click("#register")
    inspector.look(page, "verify-email")
    page.fill("#id_code", "000000")
    page.click("#verify")
    inspector.look(page, "verify-email-error")
    page.fill("#id_code", demo.idp("dev", "mailbox", "--to", NORA, "--code"))
    page.click("#verify")
    expect(page).to_have_url(f"{demo.issuer}/account")
    inspector.look(page, "account")
    page.goto(f"{demo.issuer}/account/mfa")
    inspector.look(page, "account-mfa")
    page.goto(f"{demo.issuer}/oauth2/logout")
    inspector.look(page, "logout")
    page.click("#sign-out")
    inspector.look(page, "signed-out")


def _sign_in_with_mail(inspector: Inspector, demo: Demo, page: Page) -> None:
    page.goto(f"{demo.issuer}/oauth2/authorize?client_id=nobody")
    inspector.look(page, "error-unknown-client")
    page.goto(f"{demo.issuer}/nowhere")
    inspector.look(page, "error-not-found")
    page.goto(f"{demo.rp}/")
    inspector.look(page, "sample-home")
    page.goto(f"{demo.rp}/login")
    inspector.look(page, "login")
    _password(page, Account(demo.bob.email, "wrong", None, ()))
    inspector.look(page, "login-error")
    _password(page, demo.bob)
    inspector.look(page, "mfa-email")
    page.fill("#id_code", demo.mailed_code(demo.bob))
    page.click("#verify")
    inspector.look(page, "consent")
    page.click("#allow")
    inspector.look(page, "sample-protected")
    page.goto(f"{demo.rp}/callback?state=nothing")
    inspector.look(page, "sample-message")


def _enrol_on_the_way(inspector: Inspector, demo: Demo, page: Page) -> None:
    page.goto(_authorize(demo, STRICT))
    nora = Account(NORA, NORAS_PASSWORD, None, ())  # not bob: other tests need him without an app
    _password(page, nora)
    page.fill("#id_code", demo.mailed_code(nora))
    page.click("#verify")
    inspector.look(page, "enrol-totp")
    page.locator("details summary").first.click()
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
    inspector.look(page, "recovery-codes")
    page.click("#continue")
    inspector.look(page, "recovery-codes-error")


def _administer(inspector: Inspector, demo: Demo, page: Page) -> None:
    page.goto(f"{demo.issuer}/manage/clients")
    _password(page, demo.ada)
    inspector.look(page, "mfa-totp")
    page.fill("#id_code", "000000")
    page.click("#verify")
    inspector.look(page, "mfa-totp-error")
    page.get_by_role("link", name="Try another way").click()
    inspector.look(page, "mfa")
    page.click("#way-recovery")
    inspector.look(page, "mfa-recovery")
    page.go_back()
    page.click("#way-totp")
    page.fill("#id_code", demo.otp(demo.ada))
    page.click("#verify")
    expect(page).to_have_url(f"{demo.issuer}/manage/clients")
    inspector.look(page, "manage-clients")
    page.goto(f"{demo.issuer}/manage/clients/new")
    inspector.look(page, "manage-client-types")
    page.goto(f"{demo.issuer}/manage/clients/new?type=web")
    inspector.look(page, "manage-client-new")
    page.fill("#id_client_name", "Pictured app")
    page.fill("#id_redirect_uris", "http://evil.example/callback")
    page.click("#save")
    inspector.look(page, "manage-client-new-error")
    page.fill("#id_redirect_uris", "https://pictured.example/callback")
    page.click("#save")
    inspector.look(page, "manage-client-registered")
    client = page.url
    page.goto(f"{client}?ask=rotate")
    inspector.look(page, "manage-client-question")
    page.goto(f"{client}/edit")
    inspector.look(page, "manage-client-edit")
    page.goto(f"{client}?redirect_uri=https://pictured.example/callback/")
    inspector.look(page, "manage-client-redirect-check")
    page.goto(f"{demo.issuer}/admin/")
    inspector.look(page, "admin")
    page.goto(f"{demo.issuer}/api/docs")
    inspector.look(page, "api-docs")


def _react_app(inspector: Inspector, demo: Demo, page: Page) -> None:
    email = "rea@example.org"
    page.goto(f"{demo.app}/")
    page.wait_for_selector("#register")
    inspector.look(page, "app-landing")
    page.goto(f"{demo.app}/register")
    page.fill("#id_name", "Rea Reader")
    page.fill("#id_email", email)
    page.fill("#id_password", "seven unusual words for a test")
    page.click("#register")
    page.fill("#id_code", demo.idp("dev", "mailbox", "--to", email, "--code"))
    page.click("#verify")
    page.goto(f"{demo.app}/dashboard")
    expect(page.locator("#email")).to_have_text(email)
    inspector.look(page, "app-dashboard")
    page.goto(f"{demo.app}/mfa-setup")
    secret = page.locator("#totp-secret").inner_text().replace(" ", "")
    inspector.look(page, "app-mfa-setup")
    page.click("#continue")
    page.wait_for_selector("#id_code")
    inspector.look(page, "app-mfa-verify")
    page.fill("#id_code", pyotp.TOTP(secret).now())
    page.click("#verify")
    page.wait_for_selector("#saved")
    inspector.look(page, "app-recovery-codes")
    page.goto(f"{demo.app}/nowhere")
    page.wait_for_selector("h1")
    inspector.look(page, "app-not-found")


def _password(page: Page, account: Account) -> None:
    page.fill("#id_username", account.email)
    page.fill("#id_password", account.password)
    page.click("#sign-in")
