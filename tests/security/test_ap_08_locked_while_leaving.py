"""AP-08, AP-13: a thief asks for the deletion of the account, the helpdesk locks it to stop the thief, and the days go by.

A locked account stays as it is: its owner can neither sign in nor follow the mailed way back, so its last day waits. Once it is
unlocked the owner has the whole time of grace again, and a new way back.
"""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import administration, deletion
from idp.lifecycle.administration import Deed
from tests.factories.mailed_links import mailed_link
from tests.factories.people import make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Deed(by=None, reason="a stolen account")


def test_a_locked_account_is_not_deleted() -> None:
    alice = make_person(totp=True)
    user = User.objects.get(email=alice.email)
    with time_machine.travel(clock.now(), tick=False) as now:
        deletion.ask(user)
        administration.lock(user, STAFF)
        now.shift(timedelta(days=400))
        assert deletion.carry_out_due(10) == 0
    assert User.objects.filter(email=alice.email).exists()


def test_once_unlocked_the_owner_has_the_whole_time_to_keep_it() -> None:
    alice = make_person(totp=True)
    user = User.objects.get(email=alice.email)
    with time_machine.travel(clock.now(), tick=False) as now:
        deletion.ask(user)
        administration.lock(user, STAFF)
        mailed_link(alice.email)  # whatever waits is sent
        now.shift(timedelta(days=30))
        administration.unlock(user, STAFF)
        link = mailed_link(alice.email)
        assert deletion.carry_out_due(10) == 0
        now.shift(settings.IDP.deletion_grace - timedelta(minutes=1))
        assert deletion.carry_out_due(10) == 0
        browser = Browser()
        kept = press(browser, page_of(browser, link), "keep")
        assert kept.status == 200
        now.shift(timedelta(days=30))
        assert deletion.carry_out_due(10) == 0
    assert User.objects.get(email=alice.email).deletion_at is None


def test_who_does_not_keep_it_then_is_gone_on_the_new_day() -> None:
    alice = make_person(totp=True)
    user = User.objects.get(email=alice.email)
    with time_machine.travel(clock.now(), tick=False) as now:
        deletion.ask(user)
        administration.lock(user, STAFF)
        now.shift(timedelta(days=30))
        administration.unlock(user, STAFF)
        now.shift(settings.IDP.deletion_grace)
        assert deletion.carry_out_due(10) == 1
