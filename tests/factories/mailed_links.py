"""A person's mailbox as far as links go, and asking for them at the real doors."""

import re
from urllib.parse import urlsplit

from idp.core import mail, outbox
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Page

NEW_PASSWORD = "another rather long sentence"


def mails_to(email: str) -> list[str]:
    """The text of every mail to this address, the oldest first, after carrying out what waits."""
    while outbox.drain():
        pass
    return [message.get_content() for message in mail.memory if str(message["To"]).casefold() == email.casefold()]


def mailed_link(email: str) -> str:
    """The path of the newest link mailed to this address."""
    for text in reversed(mails_to(email)):
        found = re.search(r"^http://localhost:8000(/\S+/gl_\S+)$", text, re.MULTILINE)
        if found:
            return urlsplit(found[1]).path
    raise AssertionError(f"no link was mailed to {email}")


def forget_password(email: str, browser: Browser | None = None) -> str:
    """Ask for a reset at the real door; the path of the mailed link."""
    browser = browser or Browser()
    sent = press(browser, page_of(browser, "/password/forgot"), "send", email=email)
    assert (sent.status, sent.path) == (200, "/password/forgot?sent=yes"), sent.text
    return mailed_link(email)


def choose_password(browser: Browser, link: str, password: str = NEW_PASSWORD) -> Page:
    """Open the link, type a new password, press the button; the page that follows."""
    return press(browser, page_of(browser, link), "save", password=password)
