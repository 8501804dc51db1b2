"""A client that signs people in in a window of its own hears the answer: no page on the way cuts the window off its opener.

Spec: OAuth 2.0 Form Post Response Mode 1.0; HTML, "Cross-origin opener policies".
"""

from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.running_demo import Demo


def has_opener(popup: Page) -> bool:
    return bool(popup.evaluate("window.opener !== null"))


def opened(page: Page, url: str) -> Page:
    with page.expect_popup() as caught:
        page.evaluate("url => { window.signIn = window.open(url) }", url)
    return caught.value


def test_the_window_reaches_its_opener_from_each_page_and_after_the_answer(context: BrowserContext, demo: Demo) -> None:
    page = context.new_page()
    page.goto(demo.rp)
    popup = opened(page, f"{demo.rp}/login")
    popup.click("#forgot")  # there and back again, as people do
    assert has_opener(popup)
    popup.locator(".links a").last.click()
    popup.fill("#id_username", demo.bob.email)
    popup.fill("#id_password", demo.bob.password)
    popup.click("#sign-in")
    assert has_opener(popup)
    popup.fill("#id_code", demo.mailed_code(demo.bob))
    popup.click("#verify")
    if "/consent" in popup.url:
        assert has_opener(popup)
        popup.click("#allow")
    expect(popup).to_have_url(f"{demo.rp}/protected")
    assert has_opener(popup)
    assert page.evaluate("window.signIn.closed") is False
    popup.go_back()  # through the provider, which knows the person, to an answer that is not needed any more
    expect(popup.get_by_role("heading", level=1)).to_have_text(f"Signed in as {demo.bob.email}")

    asked = {"client_id": "demo", "redirect_uri": f"{demo.rp}/callback", "scope": "openid", "response_type": "code"}
    for prompt in ("", "none"):  # an answer, and an error
        challenge = {"code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256"}
        query = urlencode(asked | challenge | {"response_mode": "form_post", "prompt": prompt, "state": "x" * 22})
        answer = opened(page, f"{demo.issuer}/oauth2/authorize?{query}")
        answer.wait_for_url(f"{demo.rp}/callback")
        assert has_opener(answer)
        answer.close()

    refused = opened(page, f"{demo.issuer}/oauth2/authorize?client_id=nobody")
    expect(refused.locator("#reference")).to_be_attached()
    assert has_opener(refused)

    popup.goto(f"{demo.issuer}/account")  # no page of an interaction: here the window is cut off
    assert not has_opener(popup)
