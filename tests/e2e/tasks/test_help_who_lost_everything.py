"""Task: "You administer Gatehouse. Dora has lost her phone and her recovery codes; you have rung her back. Help her in." """

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext

from tests.e2e.running_demo import Demo
from tests.e2e.tasks.user import User


def test_help_a_person_who_lost_everything(context: BrowserContext, chromium: Chromium, demo: Demo) -> None:
    dora = User(context.new_page(), demo, "Dora")
    dora.registers()
    dora.turns_on_the_app()
    context.clear_cookies()

    with chromium.new_context(locale="en-GB") as office:
        ada = User(office.new_page(), demo, "Ada")
        ada.email, ada.password = demo.ada.email, demo.ada.password
        ada.goes_to(f"{demo.issuer}/manage/users")
        ada.gives_the_password()
        ada.types("Code from your app", ada.app_code())
        ada.presses("Verify")
        ada.types("Find by name or e-mail address", dora.email)
        ada.presses("Find")
        ada.follows(dora.email)
        ada.follows("Reset two-step sign-in")
        ada.page.get_by_label("Reason").fill("Rang back on the number we know")
        ada.page.locator("#confirm").click()
        ada.sees(dora.email)

    # Dora follows the link in her mail, which proves the mailbox, gives her password, and sets up the new phone.
    dora.goes_to(dora.mailed_link())
    dora.stands_on("Set up two-step sign-in again")
    dora.presses("Continue")
    dora.gives_the_password()
    dora.stands_on("Add an authenticator app")
    dora.page.get_by_text("Can’t scan it? Type the key").click()
    dora.sets_up_the_phone()
    dora.goes_to(f"{demo.issuer}/account")
    dora.sees("Two-step sign-in is on, with an authenticator app.")
