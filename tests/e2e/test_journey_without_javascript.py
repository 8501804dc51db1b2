"""The whole journey without JavaScript: register, verify, set up an app, recovery codes, the account, the console. E15.

`test_sign_in_without_javascript` walks the sign-in itself; here is everything around it.
"""

import re

import pyotp

from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Account, Demo
from tests.e2e.steps import give_password, sign_in

LEA = Account("lea@example.org", "seven unusual words for a test", None, ())
NEW_PASSWORD = "eight unusual words, and a comma"


def test_from_a_new_account_to_a_closed_one(demo: Demo, nojs: Browser) -> None:
    _register(demo, nojs)
    secret, codes = _set_up_app(demo, nojs)
    _sign_out(demo, nojs)
    _come_back_with_a_recovery_code(demo, nojs, codes)
    _change_password(demo, nojs, Account(LEA.email, LEA.password, secret, ()))
    _choose_language(demo, nojs)
    nojs.open(f"{demo.issuer}/account/data")
    assert nojs.at.status == 200 and nojs.at.has("export") and nojs.at.has("delete-account")
    _sign_out(demo, nojs)


def _register(demo: Demo, browser: Browser) -> None:
    browser.open(f"{demo.rp}/login")
    browser.follow("Create an account")
    refused = browser.submit("register", name="", email=LEA.email, password=LEA.password)
    assert refused.status == 422 and refused.title.startswith("Error:")
    field = refused.soup.find(id="id_email")
    assert field is not None and field["value"] == LEA.email  # what was typed is kept, the password is not
    assert LEA.password not in refused.response.text
    browser.submit("register", name="Lea Letters", email=LEA.email, password=LEA.password)
    browser.submit("verify", code=demo.mailed_code(LEA))
    browser.submit("allow")
    assert browser.at.url == f"{demo.rp}/protected"


def _set_up_app(demo: Demo, browser: Browser) -> tuple[str, list[str]]:
    page = browser.open(f"{demo.issuer}/account/mfa")
    key = page.soup.find(id="totp-secret")
    assert key is not None and page.soup.find("svg", role="img") is not None
    secret = key.get_text().replace(" ", "")
    assert browser.submit("verify", code="000000").status == 422
    again = browser.at.soup.find(id="totp-secret")
    assert again is not None and again.get_text().replace(" ", "") == secret  # a wrong code never makes a new key
    browser.submit("verify", code=pyotp.TOTP(secret).now())
    listed = browser.at.soup.find(id="recovery-codes")
    assert listed is not None
    codes = [item.get_text() for item in listed.find_all("li")]
    assert len(codes) == 10 and browser.at.soup.find("a", download=True) is not None
    browser.submit("continue", saved="yes")
    assert browser.at.has("authenticators")
    return secret, codes


def _sign_out(demo: Demo, browser: Browser) -> None:
    browser.open(f"{demo.issuer}/account")
    browser.submit("sign-out")
    assert browser.open(f"{demo.issuer}/account").path.endswith("/login")


def _come_back_with_a_recovery_code(demo: Demo, browser: Browser, codes: list[str]) -> None:
    browser.open(f"{demo.issuer}/account")
    give_password(browser, LEA)
    assert browser.at.path.endswith("/mfa-totp")
    browser.follow("Try another way")
    browser.submit("way-recovery")
    browser.submit("verify", code=codes[0].lower().replace("-", " "))
    assert browser.at.url == f"{demo.issuer}/account"
    assert "9 recovery codes left" in browser.at.text


def _change_password(demo: Demo, browser: Browser, lea: Account) -> None:
    browser.open(f"{demo.issuer}/account/password")
    if browser.at.path.endswith(("/mfa-totp", "/mfa")):
        assert lea.totp_secret is not None
        browser.submit("verify", code=pyotp.TOTP(lea.totp_secret).now())
    refused = browser.submit("save", current_password="wrong", password=NEW_PASSWORD)
    assert refused.status == 422 and refused.has("id_current_password_error")
    browser.submit("save", current_password=lea.password, password=NEW_PASSWORD)
    assert browser.at.url == f"{demo.issuer}/account" and "Your password was changed" in browser.at.text


def _choose_language(demo: Demo, browser: Browser) -> None:
    page = browser.open(f"{demo.issuer}/account/language")
    assert page.has("save")
    browser.submit("save", language="de")
    assert browser.at.soup.find("html", lang="de") is not None and browser.at.url == f"{demo.issuer}/account"
    browser.follow("English")
    assert browser.at.soup.find("html", lang="en") is not None


def test_the_console(demo: Demo, nojs: Browser) -> None:
    sign_in(nojs, demo, demo.ada, f"{demo.issuer}/manage/clients")
    _register_a_client(demo, nojs)
    _find_a_person(demo, nojs)
    _make_a_group(demo, nojs)


def _register_a_client(demo: Demo, browser: Browser) -> None:
    browser.open(f"{demo.issuer}/manage/clients/new?framework=flask")
    refused = browser.submit("save", client_name="Plain app", redirect_uris="http://evil.example/callback")
    assert refused.status == 422 and refused.title.startswith("Error:")
    kept = refused.soup.find(id="id_client_name")
    assert kept is not None and kept["value"] == "Plain app"
    browser.submit("save", redirect_uris="https://plain.example/callback")
    shown = browser.at.soup.find(id="client-secret")
    assert shown is not None and re.fullmatch(r"gs_\S{30,}", shown.get_text())
    assert browser.open(browser.at.url).soup.find(id="client-secret") is None  # once
    browser.follow("Secrets")
    browser.submit("make", label="Berlin")
    assert browser.at.has("client-secret")
    browser.follow("Secrets")
    assert "Berlin" in browser.at.text


def _find_a_person(demo: Demo, browser: Browser) -> None:
    browser.open(f"{demo.issuer}/manage/users?q=bob")
    browser.follow(demo.bob.email)
    assert demo.bob.email in browser.at.text


def _make_a_group(demo: Demo, browser: Browser) -> None:
    browser.open(f"{demo.issuer}/manage/groups")
    browser.submit("create", name="Plain group", reason="Ticket 7")
    assert "Plain group" in browser.at.text
