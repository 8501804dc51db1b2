"""Browsers in the console: a foreign session is ended, and the other browser is signed out at once (ux.md E8)."""

import re

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, expect

from tests.e2e.console import open_page, register, sign_in
from tests.e2e.running_demo import Demo


def test_ending_a_foreign_session_signs_the_other_browser_out(context: BrowserContext, chromium: Chromium, demo: Demo) -> None:
    mine = context.new_page()
    account = register(mine, demo, "sven")
    with chromium.new_context(locale="en-GB") as foreign:
        theirs = foreign.new_page()
        sign_in(theirs, demo, account, "/sessions")
        expect(theirs.get_by_role("button", name="Sign out everywhere else")).to_be_visible()

        open_page(mine, "Browsers")
        expect(mine.get_by_role("heading", level=1)).to_be_focused()
        mine.get_by_role("button", name=re.compile("^Sign out .*Chrome")).click()
        expect(mine.get_by_role("status").filter(has_text="Signed out:")).to_be_visible()
        expect(mine.get_by_text("You are signed in nowhere else.")).to_be_visible()

        theirs.get_by_role("navigation", name="Account").get_by_role("link", name="Security").click()
        expect(theirs.get_by_role("heading", name="You are signed out")).to_be_visible()
        theirs.goto(f"{demo.issuer}/account")
        assert theirs.url.endswith("/login")  # not only the app: the provider's own session is over


def test_everything_else_is_signed_out_after_a_question(context: BrowserContext, chromium: Chromium, demo: Demo) -> None:
    mine = context.new_page()
    account = register(mine, demo, "siri")
    with chromium.new_context(locale="en-GB") as foreign:
        theirs = foreign.new_page()
        sign_in(theirs, demo, account)
        expect(mine.get_by_text("You are signed in with 1 browser.")).to_be_visible()
        mine.evaluate("dispatchEvent(new Event('focus'))")  # back from another window
        expect(mine.get_by_text("You are signed in with 2 browsers.")).to_be_visible()
        mine.goto(f"{demo.app}/sessions")
        mine.click("#revoke-others")
        mine.get_by_role("dialog").get_by_role("button", name="Cancel").click()
        expect(mine.locator("#revoke-others")).to_be_focused()  # the browser gives focus back
        mine.click("#revoke-others")
        mine.keyboard.press("Escape")
        mine.click("#revoke-others")
        mine.get_by_role("dialog").get_by_role("button", name="Sign out everywhere else").click()
        expect(mine.get_by_text("Signed out in 1 other browser")).to_be_visible()
        theirs.reload()
        expect(theirs.get_by_role("heading", name="You are signed out")).to_be_visible()
