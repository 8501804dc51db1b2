"""Connections to the database cut in the middle of a transaction: 503, nothing half done, and the next one works. RL-06."""

import threading
import time
from collections import Counter

import pytest

from idp.accounts.models import User
from idp.audit.models import Event
from idp.core import mail, outbox
from idp.core.models import OutboxEntry
from idp.oidc.models import Grant
from tests.factories.oidc import make_party
from tests.factories.people import make_rp
from tests.faults.house import House
from tests.faults.others import Other, at_once, until_somebody_waits
from tests.rp import Browser, Page, Person
from tests.services import under_test

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not under_test.on_services(), reason="MariaDB's connections"),
]


def test_a_code_is_not_spent_and_can_be_redeemed(other: Other) -> None:
    party = make_party("s3cret")
    code = party.code()
    party.browser.raise_request_exception = False
    other.lock_the_end_of(Event._meta.db_table)
    redeemed = at_once(lambda: party.redeem(code))
    until_somebody_waits()
    other.kill_who_waits()
    other.let_go()
    assert redeemed().status_code == 503
    assert Grant.objects.get().activated_at is None
    assert party.redeem(code).status_code == 200


def test_an_account_is_not_half_made_and_no_mail_tells_of_it(other: Other) -> None:
    eve, browser = Person("eve@example.org"), Browser()
    browser.http.raise_request_exception = False
    page = eve.walk(browser, make_rp().begin(prompt="create").open(browser), until="verify-email")
    assert isinstance(page, Page)
    answers, events = eve.answers(page), Event.objects.count()
    people, mails = User.objects.count(), OutboxEntry.objects.count()
    other.lock_the_end_of(Event._meta.db_table)
    verified = at_once(lambda: browser.submit(page, **answers))
    until_somebody_waits()
    other.kill_who_waits()
    other.let_go()
    assert verified().status == 503
    assert (Event.objects.count(), User.objects.count(), OutboxEntry.objects.count()) == (events, people, mails)
    place = browser.submit(page, **answers)
    assert isinstance(place, Page) and place.slug == "consent", place.text
    outbox.drain()
    assert {message["To"] for message in mail.memory} <= {eve.email}


def test_under_load_it_is_503_or_the_answer_and_never_500(house: House) -> None:
    statuses: Counter[int] = Counter()
    ends_at = time.monotonic() + 3

    def ask() -> None:
        while time.monotonic() < ends_at:
            statuses[house.token()[0]] += 1

    crowd = [threading.Thread(target=ask) for _ in range(6)]
    for one in crowd:
        one.start()
    cut = 0
    while time.monotonic() < ends_at:
        cut += house.cut_connections()
    for one in crowd:
        one.join()
    assert cut > 10
    assert set(statuses) <= {401, 429, 503} and statuses[401] + statuses[429] > 0, statuses
    assert house.token()[0] in {401, 429}
