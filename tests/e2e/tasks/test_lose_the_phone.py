"""Task: "Your phone is gone. Get back in with one of the codes that you kept, and set up the new phone." """

from playwright.sync_api import BrowserContext

from tests.e2e.running_demo import Demo
from tests.e2e.tasks.user import User


def test_lose_the_phone_and_come_back_with_a_recovery_code(context: BrowserContext, demo: Demo) -> None:
    ben = User(context.new_page(), demo, "Ben")
    ben.registers()
    ben.turns_on_the_app()
    kept = ben.recovery_codes
    context.clear_cookies()  # another day, another computer, no phone

    ben.goes_to(f"{demo.rp}/login")
    ben.gives_the_password()
    ben.stands_on("Enter your code")
    ben.follows("Try another way")
    ben.page.get_by_role("button", name="Recovery code").click()
    ben.types("Recovery code", kept[0])
    ben.presses("Verify")
    ben.presses("Allow")
    ben.sees("Signed in as")

    # One code is used up; the account tells how many are left, and takes the new phone.
    ben.goes_to(f"{demo.issuer}/account")
    ben.sees("9 recovery codes left")
    ben.follows("Change two-step sign-in")
    ben.page.get_by_text("Add another authenticator app").click()
    ben.page.get_by_text("Can’t scan it? Type the key").click()
    assert len(ben.reads("totp-secret").replace(" ", "")) == 32

    # The used code does not work a second time.
    context.clear_cookies()
    ben.goes_to(f"{demo.rp}/login?prompt=login")
    ben.gives_the_password()
    ben.follows("Try another way")
    ben.page.get_by_role("button", name="Recovery code").click()
    ben.types("Recovery code", kept[0])
    ben.presses("Verify")
    ben.sees("This recovery code was used before.")
