"""AP-08: the last administrator deletes the own account: over the API, on the page, two at once, and at night."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import people
from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import deletion
from idp.lifecycle.administration import Deed, lock
from tests.factories.account_api import make_caller, make_person
from tests.factories.web_forms import make_admin, page_of, press

pytestmark = pytest.mark.django_db(transaction=True)


def test_refused_at_both_doors() -> None:
    browser, ada = make_admin()
    page = press(browser, page_of(browser, "/account/data/delete"), "delete")
    assert page.status == 409
    alone = make_caller(User.objects.get(email=ada.email), acr="mfa")
    assert alone.call("POST", "me/deletion").status_code == 409
    assert User.objects.filter(deletion_at=None, is_active=True).count() == 1


def test_of_two_administrators_one_may_leave() -> None:
    first, second = make_caller(make_person(is_admin=True)), make_caller(make_person(is_admin=True))
    assert first.call("POST", "me/deletion").status_code == 202
    assert second.call("POST", "me/deletion").status_code == 409


def test_one_who_leaves_does_not_count_when_the_other_is_locked() -> None:
    leaver, stayer = make_caller(make_person(is_admin=True)), make_person(is_admin=True)
    leaver.call("POST", "me/deletion")
    with pytest.raises(people.AppError) as refused:
        lock(stayer, Deed(by=leaver.user, reason="test"))
    assert refused.value.status in {403, 409}
    assert User.objects.get(pk=stayer.pk).is_active


def test_the_deletion_waits_while_nobody_else_is_left() -> None:
    leaver, other = make_caller(make_person(is_admin=True)), make_person(is_admin=True)
    leaver.call("POST", "me/deletion")
    User.objects.filter(pk=other.pk).update(is_active=False)  # by whatever means
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert deletion.carry_out_due(10) == 0
    assert User.objects.filter(pk=leaver.user.pk).exists()
