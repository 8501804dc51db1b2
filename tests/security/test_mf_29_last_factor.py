"""MF-29, MF-32: the app is removed where the policy demands one; or reset by an operator for whoever asks nicely."""

from typing import Any

import pytest

from idp.accounts.models import User
from idp.audit.models import Event
from idp.core import mail, outbox
from idp.mfa import enrolment
from idp.mfa.models import Authenticator, RecoverySet
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import half_session, policy, signed_in
from tests.security.standing import dead

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_last_app_stays_where_the_policy_demands_one(settings: Any) -> None:
    policy(settings, mfa_policy="mfa")
    alice, browser = make_person(totp=True), Browser()
    assert isinstance(browser.submit(half_session(browser, alice), code=alice.totp()), Arrival)
    handle = Authenticator.objects.get().handle
    page = browser.get(f"/account/mfa?remove={handle}")
    assert isinstance(page, Page)
    refused = browser.post("/account/mfa", page.fields() | {"remove": handle})
    assert isinstance(refused, Page) and refused.status == 409
    assert Authenticator.objects.exclude(confirmed_at=None).count() == 1


def test_a_reset_ends_what_was_and_the_next_sign_in_proves_the_mailbox() -> None:
    alice, browser, rp = make_person(totp=True), Browser(), make_rp(trusted=True, minimum_acr="mfa")
    tokens = rp.begin().tokens(browser, alice)
    user = User.objects.get(email=alice.email)
    enrolment.reset(user, actor="helpdesk")
    outbox.drain()
    event = Event.objects.get(action="user:factor:reset")
    assert (event.actor, event.subject) == ("helpdesk", user.sub)
    assert [message["To"] for message in mail.memory] == [alice.email]
    assert not signed_in(browser)
    dead(rp, tokens)
    assert not Authenticator.objects.exists() and not RecoverySet.objects.exists()
    alice.totp_secret, seen = "", list[str]()
    rp.begin().sign_in(Browser(), alice, seen=seen)
    assert seen == ["login", "mfa-email", "enrol-totp", "recovery-codes"]
