"""Task: "You think that somebody else is signed in to your account. Find out, and throw them out." """

import re

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext

from tests.e2e.running_demo import Demo
from tests.e2e.tasks.user import User

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_find_and_end_a_foreign_session(context: BrowserContext, chromium: Chromium, demo: Demo) -> None:
    carla = User(context.new_page(), demo, "Carla")
    carla.registers()
    with chromium.new_context(locale="en-GB", user_agent=WINDOWS) as elsewhere:
        thief = User(elsewhere.new_page(), demo, "Thief")
        thief.email = carla.email
        thief.goes_to(f"{demo.app}/")
        thief.follows("Sign in")
        thief.gives_the_password()
        thief.types("Code from the e-mail", carla.mailed_code())
        thief.presses("Verify")
        thief.sees(carla.email)

        carla.page.get_by_role("navigation", name="Account").get_by_role("link", name="Browsers").click()
        carla.stands_on("Where you're signed in")
        carla.sees("Firefox on Windows")
        carla.page.get_by_role("button", name=re.compile("^Sign out Firefox on Windows")).click()
        carla.sees("You are signed in nowhere else.")

        thief.page.reload()
        thief.stands_on("You are signed out")
        thief.goes_to(f"{demo.issuer}/account")
        thief.stands_on("Sign in")
