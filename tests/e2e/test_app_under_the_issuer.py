"""The same build under /app/ of the issuer: sign in, deep link, reload, sign out; one origin, and its policy stops nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.console import open_page, sign_in
from tests.e2e.running_demo import Demo

WATCH = """
document.addEventListener('securitypolicyviolation', (event) => violated(`${event.effectiveDirective} ${event.blockedURI}`))
"""


@dataclass
class Heard:
    """What a browser said while people used the app."""

    violations: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


@pytest.fixture
def under(demo: Demo) -> Demo:
    """The demo as seen by people who use the app of the issuer."""
    return replace(demo, app=f"{demo.issuer}/app")


@pytest.fixture
def heard(context: BrowserContext, demo: Demo) -> Iterator[Heard]:
    found = Heard()
    context.expose_function("violated", lambda words: found.violations.append(words))  # noqa: PLW0108 - no builtin may be exposed
    context.add_init_script(WATCH)
    context.on("console", lambda message: found.errors.append(message.text) if "Security Policy" in message.text else None)
    context.on("weberror", lambda error: found.errors.append(str(error.error)))
    context.on(
        "request",
        lambda request: found.foreign.append(request.url) if not request.url.startswith((demo.issuer, "data:")) else None,
    )
    yield found
    assert found == Heard()


def test_sign_in_deep_link_reload_and_sign_out(context: BrowserContext, under: Demo, heard: Heard) -> None:
    page = context.new_page()
    sign_in(page, under, under.ada, "/security")  # a deep link, and the way back to it
    page.reload()  # tokens were in memory: the session signs in silently
    expect(page).to_have_url(f"{under.app}/security")
    expect(page.get_by_text("phone").first).to_be_visible()
    open_page(page, "Browsers")
    expect(page).to_have_url(f"{under.app}/sessions")
    page.goto(f"{under.app}/activity")
    expect(page.locator("main li, main tr, main article").first).to_be_visible()

    page.goto(f"{under.issuer}/account")  # the issuer's own pages and the app share one sign-in
    page.click("#open-console")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{under.app}/dashboard")
    expect(page.locator("#email")).to_have_text(under.ada.email)
    kept = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "eyJ" not in kept and "rt_" not in kept

    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    assert page.url.startswith(f"{under.app}/")
    page.goto(f"{under.app}/dashboard")
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    page.goto(f"{under.issuer}/account")
    assert "/interaction/" in page.url


def test_an_account_is_made_and_two_step_sign_in_set_up_there(context: BrowserContext, under: Demo, heard: Heard) -> None:
    """The QR code is a picture, the recovery codes a download: what a strict policy stops first."""
    page = context.new_page()
    _register(page, under)
    page.goto(f"{under.app}/mfa-setup")
    expect(page.locator("#totp-qr")).to_be_visible()
    assert page.evaluate("document.querySelector('#totp-qr').complete && document.querySelector('#totp-qr').naturalWidth > 0")
    for path in ("profile", "password", "email", "apps", "data"):
        page.goto(f"{under.app}/{path}")
        page.wait_for_selector("main .card, main form")


def test_signed_out_it_speaks_the_language_of_the_provider_s_pages(context: BrowserContext, under: Demo, heard: Heard) -> None:
    page = context.new_page()
    page.goto(f"{under.issuer}/account")  # which leads to the sign-in page
    page.get_by_role("link", name="Deutsch").click()
    page.goto(f"{under.app}/security/")  # a slash too many does no harm
    expect(page.get_by_role("heading", name="Sie sind abgemeldet")).to_be_visible()
    expect(page).to_have_url(f"{under.app}/security")


def test_what_the_policy_does_not_name_is_stopped(context: BrowserContext, under: Demo) -> None:
    """The watch above can see: an inline style, code of the issuer's other pages, data as code, and text made into HTML."""
    found: list[str] = []
    context.expose_function("violated", lambda words: found.append(words.replace(under.issuer, "")))
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{under.app}/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert found == []
    page.evaluate("document.head.append(Object.assign(document.createElement('style'), {textContent: 'body {color: red}'}))")
    for path in ("/static/idp/interaction.js", "/app/config.json"):
        assert page.evaluate(f"import('{path}').then(() => 'ran', () => 'stopped')") == "stopped"
    for sink in ("document.body.innerHTML = '<b>x</b>'", "trustedTypes.createPolicy('x', {})", "setTimeout('window.evil = 1')"):
        assert page.evaluate(f"(() => {{ try {{ {sink}; return 'done' }} catch {{ return 'stopped' }} }})()") == "stopped", sink
    assert {"style-src-elem inline", "script-src-elem /static/idp/interaction.js", "script-src-elem /app/config.json"} <= set(
        found
    )


def test_both_hosts_serve_the_same_files(demo: Demo, under: Demo) -> None:
    here, there = (httpx.get(f"{app}/", trust_env=False) for app in (under.app, demo.app))
    assert here.status_code == there.status_code == 200
    assert here.text == there.text
    configured = [httpx.get(f"{app}/config.json", trust_env=False).json() for app in (under.app, demo.app)]
    assert configured[0] == {"issuer": demo.issuer, "client_id": "gatehouse-app"}
    assert configured[1] == {"issuer": demo.issuer, "client_id": "app"}


def _register(page: Page, demo: Demo) -> None:
    email = "under-the-issuer@example.org"
    page.goto(f"{demo.app}/register")
    page.fill("#id_name", "Una Example")
    page.fill("#id_email", email)
    page.fill("#id_password", "seven unusual words for a test")
    page.click("#register")
    page.fill("#id_code", demo.idp("dev", "mailbox", "--to", email, "--code"))
    page.click("#verify")
    expect(page).to_have_url(f"{demo.app}/dashboard")
