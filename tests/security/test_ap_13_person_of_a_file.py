"""AP-13: somebody whom a configuration file made, or an app hinted at, is forgotten as well: no event keeps the address."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts.models import User
from idp.audit import seals, verification
from idp.audit.models import Event
from idp.core import clock
from idp.lifecycle import deletion
from idp.operations.configuration import apply, document
from tests.factories.people import PASSWORD, make_rp
from tests.factories.web_forms import page_of
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "alice.liddell@example.org"
FILE = f"""
users:
  - email: {EMAIL}
    email_verified: true
    password: {PASSWORD}
    claims: {{nickname: looking-glass}}
"""


def test_no_event_names_the_person() -> None:
    assert [change.name for change in apply.apply(document.read(FILE))] == [EMAIL]  # whoever applies it reads the address
    apply.apply(document.read(FILE.replace("looking-glass", "rabbit-hole")))
    user, browser = User.objects.get(), Browser()
    page = make_rp().begin(login_hint=EMAIL).open(browser)
    assert isinstance(page, Page)
    browser.submit(page, email=EMAIL, password="wrong, wrong, wrong")
    page_of(Browser(), f"/interaction/start?return_to=/account/{EMAIL}")
    Person(EMAIL, PASSWORD).walk(browser, browser.get("/account"))
    User.objects.filter(pk=user.pk).update(deletion_at=clock.now())
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        assert deletion.carry_out_due(10) == 1
        seals.seal()
    told = str(list(Event.objects.values()))
    for personal in ("alice", "liddell", "looking-glass", "rabbit-hole"):
        assert personal not in told
    applied = list(Event.objects.filter(action="operator:configuration:apply").order_by("pk"))
    assert [event.detail["changes"] for event in applied] == [[f"create user {user.sub}"], [f"update user {user.sub}"]]
    assert verification.verify().holds
