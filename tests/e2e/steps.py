"""What people do, page by page, without JavaScript."""

from tests.e2e.nojs import Browser, Page
from tests.e2e.running_demo import Account, Demo


def give_password(browser: Browser, account: Account) -> Page:
    """Fill in the sign-in page."""
    assert browser.at.path.endswith("/login"), browser.at.url
    return browser.submit("sign-in", username=account.email, password=account.password)


def sign_in(browser: Browser, demo: Demo, account: Account, start: str) -> Page:
    """From an address that needs a sign-in to the page behind it: password, second factor, consent where asked."""
    browser.open(start)
    give_password(browser, account)
    code = demo.otp(account) if account.totp_secret else demo.mailed_code(account)
    browser.submit("verify", code=code)
    while browser.at.path.endswith(("/consent", "/recovery-codes")):
        browser.submit("allow" if browser.at.path.endswith("/consent") else None)
    return browser.at
