"""MF-44 (our own): an authenticator of a type that this version does not know stops that person; the page says who helps."""

from typing import Any

import pytest

from idp.accounts.models import User
from idp.core import clock, mail, outbox
from idp.mfa.models import Authenticator
from idp.operations import doctor
from tests.factories.people import make_person
from tests.integration.operations.terminal import run
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import at, page_of, policy, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def with_passkey(**values: Any) -> Person:
    """As after a way back from a newer version."""
    person = make_person(**values)
    user = User.objects.get(email=person.email)
    moment = clock.now()
    Authenticator.objects.create(
        handle=f"key{user.pk}", user=user, type="webauthn", sealed_secret="", created_at=moment, confirmed_at=moment
    )
    return person


@pytest.mark.parametrize("mode", ["always", "fallback"])
@pytest.mark.parametrize("mfa_policy", ["required", "optional", "mfa"])
@pytest.mark.parametrize("has_app", [False, True])
def test_nothing_weaker_takes_its_place(settings: Any, mode: str, mfa_policy: str, has_app: bool) -> None:
    policy(settings, email_code=mode, mfa_policy=mfa_policy, support_url="mailto:help@example.org")
    ada, browser = with_passkey(totp=has_app), Browser()
    page = browser.submit(page_of(browser), username=ada.email, password=ada.password)
    assert isinstance(page, Page) and page.slug == "mfa", page
    assert "cannot check" in page.text and "help@example.org" in page.text
    for slug in ("mfa-email", "mfa-totp", "mfa-recovery"):
        other = at(browser, page, slug)
        for answer in ({"resend": "1"}, {"code": ada.totp() if has_app else "123456"}):
            if other.slug == slug:
                browser.submit(other, **answer)
    outbox.drain()
    assert not mail.memory
    assert not signed_in(browser)


def test_others_sign_in_the_doctor_tells_and_a_reset_helps() -> None:
    ada, bob = with_passkey(), make_person()
    assert signed_in(sign_in(bob))
    (finding,) = doctor.examine(["factors"])
    assert not finding.ok and "webauthn" in finding.words and "reset-mfa" in finding.remedy
    run("user", "reset-mfa", ada.email)
    (finding,) = doctor.examine(["factors"])
    assert finding.ok
