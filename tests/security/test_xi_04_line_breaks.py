"""XI-04, XI-06, XI-10: line breaks that would begin a mail header, a log line or a response header. ASVS 4.2.4, 16.4.1."""

import json
import subprocess
import sys
from urllib.parse import quote

import pytest

from idp.core import mail, outbox
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import half_session, page_of
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
BREAKS = ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"]
LOGGER = """
import json, logging, structlog, sys
from idp.core import logging as ours
ours.configure({"level": "info"})
text = json.loads(sys.argv[1])
structlog.get_logger("idp.test").info("said", name=text)
logging.getLogger("django.request").warning("Not Found: %s", text)
"""


@pytest.mark.parametrize("line_break", BREAKS)
def test_an_address_or_name_adds_no_header_and_no_recipient(line_break: str) -> None:
    browser = Browser()
    page = browser.get("/register")
    assert isinstance(page, Page)
    evil = f"{line_break}Bcc: thief@example.org"
    for email, name in (
        (f"eve@example.org{evil}", "Eve"),
        (f"eve{evil}@example.org", "Eve"),
        ("eve@example.org", f"Eve{evil}"),
    ):
        place = browser.submit(page, email=email, name=name, password="a rather long sentence")
        assert isinstance(place, Page) and (place.status, place.slug) == (422, "register"), (email, name)
    outbox.drain()
    assert not mail.memory


def test_a_name_that_was_stored_anyway_stays_out_of_mail_headers() -> None:
    evil = "Evil\r\nBcc: thief@example.org\r\n\r\n<b>body</b>"
    alice, browser = make_person(email="alice@example.org"), Browser()
    browser.http.defaults["HTTP_USER_AGENT"] = evil
    half_session(browser, alice, flow=make_rp(name=evil, trusted=True).begin())
    outbox.drain()
    (message,) = mail.memory
    assert message["To"] == "alice@example.org" and message["Bcc"] is None
    assert len(message.get_all("Subject")) == 1 and "Evil" not in message["Subject"]
    assert "thief@" not in str(message).partition("\n\n")[0]


@pytest.mark.parametrize("text", ['x\r\n{"event": "signed in", "level": "info"}', "x\n\x1b[31mred", "x\u2028y\x85z", "x\x00y"])
def test_a_log_record_stays_one_line_of_json(text: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOGGER, json.dumps(text)], capture_output=True, text=True, check=True)
    lines = done.stderr.split("\n")
    assert len(lines) == 3 and lines[2] == ""
    said, warned = map(json.loads, lines[:2])
    assert (said["event"], said["name"], said["level"]) == ("said", text, "info")
    assert warned["event"] == f"Not Found: {text}"
    assert all(character.isprintable() for line in lines for character in line)


@pytest.mark.parametrize("line_break", BREAKS)
def test_no_response_header_is_split(line_break: str) -> None:
    evil = f"x{line_break}Set-Cookie: session=planted"
    browser, alice = Browser(), make_person(totp=True)
    place = make_rp(trusted=True).begin(state=evil).open(browser)
    place = alice.walk(browser, place)
    answers = [place.response]
    if isinstance(place, Arrival):
        assert place.parameters["state"] == evil
    paths = (
        f"/interaction/start?return_to={quote('/account' + evil)}",
        f"/interaction/{quote(evil)}",
        f"/interaction/{quote(evil)}/restart",
        f"/manage/clients/{quote(evil)}",
        f"/admin/?next={quote(evil)}",
        f"/admin/login/?next={quote('/admin/' + evil)}",
        f"/oauth2/logout?state={quote(evil)}",
        f"/oauth2/authorize?client_id={quote(evil)}",
        f"/{quote(evil)}",
    )
    language = "en" + line_break.strip() + "x"
    answers += [browser.http.get(path, headers={"accept-language": language}) for path in paths]
    for answer in answers:
        assert answer.status_code < 500
        for name, value in answer.headers.items():
            assert not set("\r\n") & set(name + value), (name, value)
        assert "planted" not in str(answer.cookies.get("gatehouse_session", ""))
        assert line_break not in answer.get("Location", "")


@pytest.mark.parametrize("field", ["username", "password", "csrf"])
def test_a_broken_line_in_a_form_is_a_wrong_answer(field: str) -> None:
    browser = Browser()
    page = page_of(browser)
    place = browser.submit(page, **({"username": "a@example.org", "password": "x"} | {field: "a\r\nb"}))
    assert isinstance(place, Page) and place.status in (200, 422)
    tells_nothing(place.response)
