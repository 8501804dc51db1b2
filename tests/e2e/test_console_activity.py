"""The history in the console tells the truth about what was just done (ux.md E9)."""

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, expect

from tests.e2e.console import open_page, register, sign_in
from tests.e2e.running_demo import Account, Demo


def test_failures_and_new_browsers_stand_in_the_history(context: BrowserContext, chromium: Chromium, demo: Demo) -> None:
    page = context.new_page()
    account = register(page, demo, "hana")
    with chromium.new_context(locale="en-GB") as foreign:
        theirs = foreign.new_page()
        theirs.goto(f"{demo.app}/login")
        theirs.fill("#id_username", account.email)
        theirs.fill("#id_password", "a wrong guess")
        theirs.click("#sign-in")
        expect(theirs.locator("#id_password")).to_have_value("")
        sign_in(theirs, demo, Account(account.email, account.password, None, ()))

    open_page(page, "Activity")
    today = page.get_by_role("region", name="Today")
    entries = today.get_by_role("listitem")
    expect(entries.filter(has_text="Account created")).to_have_count(1)
    expect(entries.filter(has_text="Wrong password entered")).to_have_count(1)
    new = entries.filter(has_text="New browser")
    expect(new.first).to_contain_text("Signed in")
    expect(new.first).to_contain_text("Chrome")
    expect(entries.filter(has_text="This browser").first).to_be_visible()
