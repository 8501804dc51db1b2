"""Task: "You administer Gatehouse. Connect this Flask app, and sign in from it." With the words of the console alone."""

import re
import time
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, expect

from tests.e2e.running_demo import Demo, free_ports
from tests.e2e.tasks.user import User
from tests.quickstarts.apps import App, serving

WITHIN_SECONDS = 600


def test_register_a_flask_app_and_sign_in_from_it(context: BrowserContext, demo: Demo, tmp_path: Path) -> None:
    began = time.monotonic()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ada = User(context.new_page(), demo, "Ada")
    ada.email, ada.password = demo.ada.email, demo.ada.password
    ada.goes_to(f"{demo.issuer}/manage")
    ada.gives_the_password()
    ada.types("Code from your app", ada.app_code())
    ada.presses("Verify")
    ada.page.get_by_role("link", name=re.compile("^Clients")).first.click()
    ada.follows("Register a client")
    ada.page.get_by_role("main").get_by_role("link", name=re.compile("Flask")).click()
    ada.types("Name", "Notes")
    proposed = urlsplit(ada.page.get_by_label("Where people are sent back to (redirect URIs)").input_value())
    here = proposed._replace(netloc=f"{proposed.hostname}:{free_ports(1)[0]}")  # this machine's 5000 may be in use
    ada.page.get_by_label("Where people are sent back to (redirect URIs)").fill(here.geturl())
    ada.presses("Register")

    # Copy what the page shows: one file, and the commands under it.
    expect(ada.page.locator("pre[data-file='app.py']")).to_be_visible()
    (tmp_path / "app.py").write_text(_copied(ada, "app.py"), encoding="utf-8")
    assert _copied(ada, "Client ID") == ada.reads("client-id")
    app = App(here._replace(path="/").geturl(), ada.reads("client-id"), {}, ada.page.locator("pre.code").last.inner_text())
    with serving(app, tmp_path):
        ada.goes_to(ada.page.locator("#then-open").inner_text())
        ada.page.get_by_role("link", name="Sign in").click()
        ada.presses("Allow")
        ada.sees("Signed in as Ada Lovelace")
        ada.page.get_by_role("link", name="Sign out").click()
        ada.sees("You are signed out.")
        assert ada.page.url.startswith(app.url)
    assert time.monotonic() - began < WITHIN_SECONDS


def _copied(person: User, what: str) -> str:
    """What the button beside it puts on the clipboard."""
    button = person.page.get_by_role("button", name=f"Copy {what}")
    button.click()
    expect(person.page.get_by_role("button", name=f"✓ Copy {what}")).to_be_visible()
    return str(person.page.evaluate("navigator.clipboard.readText()"))
