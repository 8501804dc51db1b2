"""Recognisable secrets go through a whole life; no log line, broker message, table or mail holds one. HD-04."""

import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django_redis import get_redis_connection
from redis import Redis

from idp.core import clock, mail, outbox
from idp.core import logging as lines
from tests.factories.people import make_rp
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "canary sings a very long song"
EMAIL = "canary@example.org"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Every line at debug level, as the operator would read it."""
    sink = io.StringIO()
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    lines.configure({"level": "debug"})
    root.handlers[0].setStream(sink)
    yield sink
    root.handlers[:] = kept
    root.setLevel(level)


class Life:
    """What somebody does here, and the secrets that appear on the way."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {"password": PASSWORD}
        self.person, self.browser = Person(EMAIL, PASSWORD), Browser()
        self.rp = make_rp(scope="openid profile email offline_access")
        self.secrets["client secret"] = self.rp.client_secret

    def keep(self, **found: str) -> None:
        """Secrets by what they are."""
        self.secrets |= found

    def register(self) -> None:
        self.person.walk(self.browser, self.browser.get("/register"))
        outbox.drain()

    def add_app(self) -> None:
        place = self.browser.get("/account/mfa")
        assert isinstance(place, Page)
        place = self.browser.submit(place, **self.person._enrol(place))
        assert isinstance(place, Page)
        self.keep(seed=self.person.totp_secret)
        listed = place.soup.find(id="recovery-codes").find_all("li")
        self.keep(**{f"recovery code {number}": item.get_text(strip=True) for number, item in enumerate(listed)})

    def connect(self) -> None:
        browser = Browser()
        flow = self.rp.begin()
        arrival = flow.sign_in(browser, Person(EMAIL, PASSWORD, totp_secret=self.person.totp_secret))
        self.keep(**{f"cookie {name}": morsel.value for name, morsel in browser.http.cookies.items() if len(morsel.value) > 20})
        code = arrival.parameters["code"]
        tokens = flow.redeem(code).json()
        flow.redeem(code)  # a second time, which is refused and recorded
        renewed = self.rp.refresh(tokens["refresh_token"]).json()
        self.rp.userinfo(tokens["access_token"])
        self.rp.introspect(tokens["access_token"])
        self.rp.revoke(renewed["refresh_token"])
        self.keep(code=code, verifier=flow.verifier, access=tokens["access_token"], id_token=tokens["id_token"])
        self.keep(refresh=tokens["refresh_token"], successor=renewed["refresh_token"])

    def fail(self) -> None:
        browser = Browser()
        place = self.browser.get("/password/forgot")
        assert isinstance(place, Page)
        self.browser.submit(place, email=EMAIL)
        place = self.rp.begin().open(browser)
        assert isinstance(place, Page)
        browser.submit(place, username=EMAIL, password=f"{PASSWORD} wrong")
        self.rp.token({"grant_type": "refresh_token", "refresh_token": self.secrets["refresh"], "code": self.secrets["code"]})
        self.browser.http.get("/no/such/path/" + self.secrets["code"])
        while outbox.drain():
            pass
        links = [found[1] for each in mail.memory for found in re.finditer(r"/password/reset/(\S+)", each.get_content())]
        assert links, "no reset link was mailed"
        self.keep(**{f"reset link {number}": link for number, link in enumerate(links)})
        browser.http.get(f"/password/reset/{links[-1]}")
        browser.http.post(f"/password/reset/{links[-1]}", {"password": PASSWORD})

    def mailed_codes(self) -> set[str]:
        return {code for each in mail.memory for code in re.findall(r"^(\d{6})$", each.get_content(), re.MULTILINE)}


def tables() -> str:
    """Every row of every table as text."""
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [f"{table} {row!r}" for row in cursor.fetchall()]
    return "\n".join(rows)


def redis_contents() -> str:
    """Every key with its value, of the cache and of the broker."""
    if not settings.IDP.redis_url:
        return ""
    found: list[Any] = []
    for client in (get_redis_connection("default"), Redis.from_url(settings.CELERY_BROKER_URL)):
        for key in client.keys("*"):
            found += [key, client.dump(key)]
            if client.type(key) == b"list":
                found += client.lrange(key, 0, -1)
    return repr(found)


def test_no_secret_of_a_whole_life_is_left_anywhere(log: io.StringIO) -> None:
    life = Life()
    life.register()
    life.add_app()
    with time_machine.travel(clock.now() + timedelta(seconds=31)):  # the app shows its next code
        life.connect()
        life.fail()
    logged, stored, in_redis = log.getvalue(), tables(), redis_contents()
    letters = "\n".join(message.as_string() for message in mail.memory)
    assert len(life.secrets) >= 20, sorted(life.secrets)
    for name, secret in life.secrets.items():
        assert secret not in logged, f"{name} was logged"
        assert secret not in stored, f"{name} is in the database"
        assert secret not in in_redis, f"{name} is in Redis"
        assert name.startswith("reset link") or secret not in letters, f"{name} was mailed"
    for code in life.mailed_codes():
        assert not re.search(rf"\b{code}\b", logged), "a mailed code was logged"
        assert not re.search(rf"['\" ]{code}['\" ]", stored), "a mailed code is in the database"


def test_every_line_is_json_and_says_which_request_and_interaction(log: io.StringIO) -> None:
    life = Life()
    life.register()
    log.seek(0)
    told = [json.loads(line) for line in log]
    requests = [line for line in told if line["event"] == "request"]
    assert requests
    assert all(line["request_id"] and line["route"].startswith("/") for line in requests)
    of_interactions = [line for line in requests if line["route"].startswith("/interaction/<str:interaction_id>")]
    assert of_interactions and all(re.fullmatch(r"[\w-]{8,16}", line["interaction"]) for line in of_interactions)


def test_what_looks_like_a_secret_is_struck_out_wherever_it_is_logged(log: io.StringIO) -> None:
    lines.structlog.get_logger("idp.test").warning(
        "code 123456 for rt_abcdefghijklmnopqrstuvwxyz", password=PASSWORD, url="https://rp.example/?code=abcdef&state=x"
    )
    text = log.getvalue()
    assert "[redacted]" in text
    for secret in ("123456", "rt_abc", PASSWORD, "abcdef"):
        assert secret not in text
