"""Task: "Make yourself an account, and protect it with the app on your phone." """

from playwright.sync_api import BrowserContext

from tests.e2e.running_demo import Demo
from tests.e2e.tasks.user import User


def test_register_and_turn_on_the_app(context: BrowserContext, demo: Demo) -> None:
    anna = User(context.new_page(), demo, "Anna")
    anna.registers()
    anna.turns_on_the_app()

    # From now on the phone is asked for, and the account says so.
    context.clear_cookies()
    anna.goes_to(f"{demo.app}/")
    anna.follows("Sign in")
    anna.gives_the_password()
    anna.stands_on("Enter your code")
    anna.types("Code from your app", anna.app_code())
    anna.presses("Verify")
    anna.sees("Password and a code from your authenticator app")
