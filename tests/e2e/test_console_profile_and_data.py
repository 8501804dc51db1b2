"""Profile and data in the console: what people say about themselves; taking it along, leaving, and staying after all."""

import json
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.e2e.console import answer_provider, open_page, register
from tests.e2e.running_demo import Demo


def test_the_profile_is_kept_and_a_refused_field_keeps_what_was_typed(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    register(page, demo, "paul")
    open_page(page, "Profile")
    page.fill("#id_given_name", "Paul")
    page.fill("#id_birthdate", "yesterday")
    page.click("#save")
    expect(page.locator("#id_birthdate")).to_be_focused()
    expect(page.locator("#id_birthdate")).to_have_value("yesterday")
    expect(page.locator("#id_given_name")).to_have_value("Paul")
    assert page.title().startswith("Error:")
    page.fill("#id_birthdate", "1815-12-10")
    page.click("#save")
    expect(page.get_by_text("Your profile is saved")).to_be_visible()
    page.reload()
    expect(page.locator("#id_birthdate")).to_have_value("1815-12-10")


def test_everything_that_is_kept_comes_as_one_file(context: BrowserContext, demo: Demo, tmp_path: Path) -> None:
    page = context.new_page()
    account = register(page, demo, "dana")
    open_page(page, "Your data")
    with page.expect_download() as downloading:
        page.click("#download")
    file = tmp_path / "data.json"
    downloading.value.save_as(file)
    assert json.loads(file.read_text(encoding="utf-8"))["account"]["email"] == account.email
    expect(page.get_by_text("Your data is downloaded.")).to_be_visible()


def test_an_account_is_deleted_with_grace_and_kept_after_all(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    account = register(page, demo, "lea")
    open_page(page, "Your data")
    page.click("#delete-account")
    page.get_by_role("dialog").get_by_role("button", name="Delete my account").click()
    expect(page.get_by_text("Your account will be deleted")).to_be_visible()
    page.goto(f"{demo.issuer}/account")
    assert page.url.endswith("/login")  # signed out everywhere

    page.goto(f"{demo.app}/login")
    answer_provider(page, demo, account)
    page.click("#later")  # the provider asks as well
    expect(page.get_by_role("heading", name="Your account will be deleted")).to_be_visible()
    page.click("#keep-account")
    expect(page.get_by_role("heading", name="Your account will be deleted")).to_have_count(0)
