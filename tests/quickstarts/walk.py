"""What a person does in any app: cancels, tries again, comes in, is greeted by name, and signs out of app and provider."""

import re
from urllib.parse import urlencode

from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo
from tests.e2e.steps import give_password
from tests.quickstarts.apps import App

NAME = "Bob Bernstein"


def walk(browser: Browser, demo: Demo, app: App, *, again: str = "Try again", sign_out: str | None = None) -> None:
    """``again`` is the link after Cancel; ``sign_out`` the button that signs out, where it is no link."""
    browser.open(app.url)
    browser.follow("Sign in")
    _cancel_and_come_in(browser, demo, app, again, f"Signed in as {NAME}")
    page = browser.submit(sign_out) if sign_out else browser.follow("Sign out")
    assert page.url.partition("?")[0] == app.url and NAME not in page.text, f"{page.url} {page.text[:500]}"
    page = browser.follow("Sign in")
    assert page.path.endswith("/login"), f"still signed in at the provider: {page.url}"


def cancel_and_come_in(browser: Browser, demo: Demo, app: App, *, again: str, words: str) -> None:
    """From an app that sends everybody to the provider at once: Cancel, the link ``again``, and in, where ``words`` stand."""
    browser.open(app.url)
    _cancel_and_come_in(browser, demo, app, again, words)


def _cancel_and_come_in(browser: Browser, demo: Demo, app: App, again: str, words: str) -> None:
    give_password(browser, demo.bob)
    browser.submit("verify", code=demo.mailed_code(demo.bob))
    assert browser.at.path.endswith("/consent"), browser.at.url
    page = browser.submit("deny")
    assert page.url.startswith(app.url) and words not in page.text and page.status < 500, f"{page.status} {page.text[:500]}"
    _press(browser, again)
    page = browser.submit("allow")
    assert page.url.rstrip("/") == app.url.rstrip("/") and words in page.text, f"{page.url} {page.text[:500]}"


def _press(browser: Browser, words: str) -> None:
    """Follow the link with these words, or press the button of a form that only asks."""
    asking = browser.at.soup.find_all("form", attrs={"method": re.compile("^get$", re.IGNORECASE)})
    form = next((form for form in asking if words in form.get_text()), None)
    if form is None:
        browser.follow(words)
    else:
        sent = {str(field["name"]): str(field.get("value", "")) for field in form.find_all("input", attrs={"name": True})}
        browser.open(f"{form['action']}?{urlencode(sent)}")
