"""Task: "Somebody could not sign in to an app and sends you the reference on the page. Find out why." """

from urllib.parse import urlencode

from playwright.sync_api import BrowserContext

from tests.e2e.running_demo import Demo
from tests.e2e.tasks.user import User


def test_find_out_why_a_sign_in_was_refused(context: BrowserContext, demo: Demo) -> None:
    emil = User(context.new_page(), demo, "Emil")
    wrong = {
        "response_type": "code", "client_id": "demo", "redirect_uri": f"{demo.rp}/callback/", "scope": "openid",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    }  # fmt: skip
    emil.goes_to(f"{demo.issuer}/oauth2/authorize?{urlencode(wrong)}")
    emil.stands_on("This sign-in link does not work")
    emil.sees("Sample client wants you to be sent to an address that is not registered for it")
    reference = emil.reads("reference")
    emil.page.get_by_text("For developers").click()
    emil.sees(f"idp why {reference}")

    # The operator asks, in the words of the page.
    told = demo.idp("why", reference)
    assert reference in told
    assert f"sent        {demo.rp}/callback/" in told and f"registered  {demo.rp}/callback" in told
    assert "Only a slash at the end is different." in told
