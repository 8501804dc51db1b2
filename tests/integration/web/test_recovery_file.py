"""The file of recovery codes says of which service and account they are, as the React app's file does."""

from urllib.parse import unquote

import pytest

from tests.factories.people import make_person
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db


def test_it_names_service_account_and_day() -> None:
    browser, ada = Browser(), make_person(totp=True)
    ada.walk(browser, browser.get("/account"))
    page = browser.get("/account/mfa")
    assert isinstance(page, Page)
    place = ada.walk(browser, page, until="mfa-totp")
    assert isinstance(place, Page)
    browser.submit(place, code=ada.totp(1))
    form = browser.get("/account/mfa")
    assert isinstance(form, Page)
    shown = browser.post("/account/mfa", form.fields() | {"renew": "1"})
    assert isinstance(shown, Page)
    link = shown.soup.find("a", download=True)
    assert link["download"] == "gatehouse-recovery-codes.txt"
    title, made, empty, *codes = unquote(link["href"].partition(",")[2]).strip().split("\n")
    assert title == f"Gatehouse recovery codes for {ada.email}"
    assert made.startswith("Made on ") and made.endswith("Each works once.")
    assert empty == ""
    assert codes == [item.get_text() for item in shown.soup.find(id="recovery-codes").find_all("li")]
