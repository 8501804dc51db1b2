"""MF-05: the app is demanded and the attacker asks for a code by e-mail instead. A downgrade."""

from typing import Any

import pytest
from django.db.models import F

from idp.core import mail, outbox
from idp.core.models import OutboxEntry
from idp.mfa.models import Authenticator
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.sign_ins import at, half_session, policy
from tests.security.standing import one_refusal

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("demand", ["client", "claims", "deployment", "no codes by e-mail", "only without an app"])
def test_the_way_is_not_offered_not_taken_and_no_mail_goes(demand: str, settings: Any) -> None:
    if demand == "deployment":
        policy(settings, mfa_policy="mfa")
    elif demand == "no codes by e-mail":
        policy(settings, email_code="never")
    elif demand == "only without an app":
        policy(settings, email_code="fallback")
    claims = '{"id_token":{"acr":{"essential":true,"value":"mfa"}}}' if demand == "claims" else None
    flow = make_rp(trusted=True, minimum_acr="mfa" if demand == "client" else "").begin(claims=claims)
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice, flow=flow)
    choice = at(browser, page, "mfa")
    assert choice.soup.find(id="way-email_otp") is None
    refused = browser.submit(choice, method="email_otp")
    assert isinstance(refused, Page) and (refused.status, refused.slug) == (422, "mfa")
    for answers in ({"resend": "1"}, {"code": "123456"}):
        place = browser.submit(Page(page.response, page.path.replace("mfa-totp", "mfa-email")), **answers)
        assert isinstance(place, Page) and place.slug == "mfa"
    outbox.drain()
    assert not mail.memory and not OutboxEntry.objects.exists()
    assert not Session.objects.exists()


def test_a_seed_that_cannot_be_read_stops_the_sign_in_and_says_so() -> None:
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice)
    Authenticator.objects.update(sealed_secret=F("handle"))
    place = browser.submit(page, code=alice.totp())
    assert isinstance(place, Page) and place.status == 503 and "cannot be checked" in place.text
    assert one_refusal("user:factor:prove", client_id="", ip=browser.ip).reason == "the stored factor cannot be read"
    assert not Session.objects.exists()
