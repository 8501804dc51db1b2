"""EN-01, EN-02: answers that tell who has an account: by words, by length, by cookies, by work. OWASP ASVS 6.3.8."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idp.accounts import passwords
from idp.accounts import services as accounts
from idp.accounts.models import User
from idp.core import clock, mail, outbox
from idp.limits.models import GuessBudget
from tests.factories.people import PASSWORD, make_person
from tests.rp import Browser, Page
from tests.security.sign_ins import page_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
KINDS = ("known", "with an app", "disabled", "unverified", "no password", "unknown", "no address")
EMAIL = "somebody.nine@example.org"
LONGER = re.compile(rb'(name="csrf" value=")[0-9a-f]+|interaction[/=][\w-]{43}')


def prepare(kind: str) -> str:
    """The address of somebody of this kind, always of the same length."""
    if kind not in ("unknown", "no address"):
        make_person(email=EMAIL, totp=kind == "with an app")
    user = User.objects.filter(email=EMAIL)
    if kind == "disabled":
        accounts.update_user(user.get(), is_active=False)
    elif kind == "unverified":
        user.update(email_verified_at=None)
    elif kind == "no password":
        user.update(password="!")
    return EMAIL if kind != "no address" else EMAIL.replace("@", "_")


@contextmanager
def work(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Each Argon2 hash and each statement's verb and table, in order."""
    done: list[str] = []
    plain = passwords.Argon2PasswordHasher.verify
    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as queries:
        patched.setattr(passwords.Argon2PasswordHasher, "verify", lambda *all_: done.append("hash") or plain(*all_))
        yield done
    for query in queries.captured_queries:
        found = re.match(r'(INSERT INTO|UPDATE|DELETE FROM|SELECT).*?["`](\w+)["`]', query["sql"], re.DOTALL)
        done.append(" ".join(found.groups()) if found else query["sql"].split()[0])


def seen(place: Any, browser: Browser) -> tuple[Any, ...]:
    assert isinstance(place, Page)
    headers = {name: value for name, value in place.response.headers.items() if name != "X-Request-Id"}
    body = LONGER.sub(rb"\1", place.response.content)
    return (
        place.status,
        place.slug,
        headers,
        body.replace(EMAIL.replace("@", "_").encode(), EMAIL.encode()),
        sorted(browser.http.cookies),
    )


def test_a_wrong_password_is_answered_alike_by_equal_work(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, efforts = {}, {}
    passwords.check(None, "warm")  # the decoy is made once a process
    with time_machine.travel(clock.now(), tick=False):
        for kind in KINDS:
            User.objects.all().delete()
            address, browser = prepare(kind), Browser()
            page = page_of(browser)
            with work(monkeypatch) as efforts[kind]:
                place = browser.submit(page, username=address, password="wrong wrong wrong")
            answers[kind] = seen(place, browser)
            GuessBudget.objects.all().delete()
    assert all(answer == answers["unknown"] for answer in answers.values())
    assert answers["unknown"][0] == 422
    assert efforts["unknown"].count("hash") == 1
    assert all(effort == efforts["unknown"] for effort in efforts.values()), efforts


def test_the_failure_that_begins_the_wait_costs_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """It also tells the owner, if there is one."""
    efforts = []
    passwords.check(None, "warm")
    for kind in ("known", "unknown"):
        User.objects.all().delete()
        GuessBudget.objects.all().delete()
        address, browser = prepare(kind), Browser()
        page = page_of(browser)
        for _ in range(4):
            browser.submit(page, username=address, password="wrong")
        with work(monkeypatch) as effort:
            browser.submit(page, username=address, password="wrong")
        efforts.append(effort)
    assert efforts[0] == efforts[1] and any("outbox" in step for step in efforts[0])


def test_a_locked_account_is_named_after_the_right_password_only_and_each_try_counts() -> None:
    """No more is learned than from the next page of an account in use, and no try is free."""
    prepare("disabled")
    browser = Browser()
    page = page_of(browser)
    for password in ("wrong wrong wrong", PASSWORD, PASSWORD, "wrong wrong wrong", PASSWORD):
        place = browser.submit(page, username=EMAIL, password=password)
        assert isinstance(place, Page) and place.status == 422
        assert ("This account is locked." in place.text) is (password == PASSWORD)
        assert not signed_in(browser)
    for password in (PASSWORD, "wrong wrong wrong"):
        place = browser.submit(page, username=EMAIL, password=password)
        assert isinstance(place, Page) and place.status == 429 and "locked" not in place.text


def test_waiting_after_five_failures_is_the_same_for_nobody() -> None:
    with time_machine.travel(clock.now(), tick=False):
        answers = []
        for kind in ("known", "unknown"):
            User.objects.all().delete()
            address = prepare(kind) if kind == "known" else "somebody.five@example.org"
            browser = Browser()
            page = page_of(browser)
            for _ in range(6):
                place = browser.submit(page, username=address, password="wrong")
            status, slug, headers, body, cookies = seen(place, browser)
            answers.append((status, slug, headers, body.replace(b"somebody.five@", b"somebody.nine@"), cookies))
    assert answers[0] == answers[1] and answers[0][0] == 429


def test_registering_a_known_address_shows_the_same_and_tells_its_owner() -> None:
    answers = []
    with time_machine.travel(clock.now(), tick=False) as now:
        for kind in ("known", "unknown"):
            User.objects.all().delete()
            prepare(kind)
            now.shift(61)
            browser = Browser()
            page = browser.get("/register")
            assert isinstance(page, Page)
            place = browser.submit(page, email=EMAIL, password="a rather long sentence", name="Nine")
            again = browser.submit(place, resend="1")
            wrong = browser.submit(place, code="00000x")
            answers.append([seen(each, browser) for each in (place, again, wrong)])
            GuessBudget.objects.all().delete()
            outbox.drain()
    assert answers[0] == answers[1]
    assert answers[0][0][1] == "verify-email" and answers[0][2][0] == 422
    to_owner, to_new = mail.memory
    assert "already have an account" in to_owner["Subject"].lower() + to_owner.get_content().lower()
    assert re.search(r"\b\d{6}\b", to_new.get_content()) and not re.search(r"^\d{6}$", to_owner.get_content(), re.MULTILINE)


def test_registering_costs_one_hash_either_way(monkeypatch: pytest.MonkeyPatch) -> None:
    hashes = []
    plain = passwords.Argon2PasswordHasher.encode
    monkeypatch.setattr(passwords.Argon2PasswordHasher, "encode", lambda *all_: hashes.append(1) or plain(*all_))
    counts = []
    for kind in ("known", "unknown"):
        User.objects.all().delete()
        prepare(kind)
        browser = Browser()
        page = browser.get("/register")
        assert isinstance(page, Page)
        hashes.clear()
        with (
            time_machine.travel(clock.now().replace(year=2031 + len(counts)), tick=False),
            CaptureQueriesContext(connection) as queries,
        ):
            page = browser.get("/register")
            browser.submit(page, email=EMAIL, password="a rather long sentence", name="Nine")
        counts.append((len(hashes), len(queries)))
    assert counts[0][0] == counts[1][0] == 1
    assert abs(counts[0][1] - counts[1][1]) <= 3, counts  # the insert that failed; the facts of the new person
