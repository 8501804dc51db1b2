"""Connected apps in the console: what each may do, and access that ends at once (ux.md E12)."""

from playwright.sync_api import BrowserContext, expect

from tests.e2e.console import open_page, register
from tests.e2e.running_demo import Demo


def test_taking_an_apps_access_back_makes_its_refresh_fail(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    register(page, demo, "anna")
    sample = context.new_page()
    sample.goto(f"{demo.rp}/login")  # signed in already: one consent
    sample.click("#allow")
    expect(sample.locator("#claims")).to_be_visible()
    sample.goto(f"{demo.rp}/refresh")
    assert "Signed in as" in sample.content()

    open_page(page, "Apps")
    card = page.get_by_role("region", name="Sample client")
    expect(card.get_by_role("listitem").filter(has_text="e-mail").first).to_be_visible()
    card.get_by_role("button").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove access").click()
    expect(page.get_by_text("Access removed:")).to_be_visible()
    expect(card).to_have_count(0)

    answer = sample.goto(f"{demo.rp}/refresh")
    assert answer is not None
    assert "Signed in as" not in sample.content()
    sample.goto(f"{demo.rp}/login")
    expect(sample.locator("#allow")).to_be_visible()  # it has to ask again
