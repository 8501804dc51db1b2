"""A code or a link that nobody wants any more when the mail server comes back is not mailed; the last one is. RL-46."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from idp.accounts import address_change, address_codes, invitations, links, password_reset
from idp.accounts.models import User
from idp.core import mail, outbox
from idp.mfa.services import EMAIL_OTP
from tests.factories.people import make_person
from tests.services.mail_server import serving
from tests.services.place import free_ports

pytestmark = pytest.mark.django_db(transaction=True)
LIFETIME = timedelta(minutes=5)


@pytest.fixture
def port(settings: Any) -> int:
    """Where the mail server would listen."""
    port = free_ports(1)[0]
    settings.IDP = settings.IDP.model_copy(update={"email_url": f"smtp://127.0.0.1:{port}"})
    return port


def drain() -> None:
    """Everything that waits, as after any pause."""
    mail.breaker.succeeded()
    outbox._open().update(due_at=outbox.clock.now())
    while outbox.drain():
        pass


def code(purpose: str, template: str, to: str = "") -> Callable[[User], object]:
    return lambda user: address_codes.send(
        purpose, binding="interaction:one", user=user, address=to or user.email, lifetime=LIFETIME, template=template
    )


def reset(user: User) -> None:
    password_reset.ask(user.email, request=RequestFactory().get("/"))
    drain()  # the look-up is done, the mail waits


def invite(user: User) -> None:
    User.objects.filter(pk=user.pk).update(email_verified_at=None)
    user.refresh_from_db()
    invitations._send(user)


DOORS: dict[str, Callable[[User], object]] = {
    "sign-in code": code(EMAIL_OTP, "signin_code"),
    "address code": code(address_codes.VERIFY_EMAIL, "address_code"),
    "code for a new address": code(address_change.CHANGE_EMAIL, "email_change_code", "new@example.org"),
    "reset link": reset,
    "invitation": invite,
    "enrolment link": invitations.send_enrolment,
}


@pytest.mark.parametrize("door", sorted(set(DOORS) - {"reset link"}))  # of those each works: anybody may ask for one
def test_only_the_last_goes_out_and_it_works(port: int, door: str) -> None:
    user = User.objects.get(email=make_person(totp=False).email)
    for _ in range(3):
        DOORS[door](user)
    drain()
    with serving(port=port) as server:
        drain()
    (message,) = server.mails
    text = message.get_content()
    if "code" in door:
        (digits,) = re.findall(r"^\d{6}$", text, re.MULTILINE)
        purpose = {"sign-in code": EMAIL_OTP, "address code": address_codes.VERIFY_EMAIL}.get(door, address_change.CHANGE_EMAIL)
        assert address_codes.verify(purpose, binding="interaction:one", code=digits).address
    else:
        (token,) = re.findall(r"gl_[\w-]{43}", text)
        assert any(links.find(token, purpose) for purpose in links.Purpose)
    assert not outbox._open().exists()


GONE: dict[str, Callable[[User], object]] = {
    "locked": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "deleted": lambda user: User.objects.filter(pk=user.pk).delete(),
    "another address": lambda user: User.objects.filter(pk=user.pk).update(
        email="moved@example.org", email_canonical="moved@example.org"
    ),
}


@pytest.mark.parametrize("event", GONE)
@pytest.mark.parametrize("door", DOORS)
def test_nobody_gets_one_who_went_meanwhile(port: int, door: str, event: str) -> None:
    user = User.objects.get(email=make_person(totp=False).email)
    DOORS[door](user)
    GONE[event](user)
    with serving(port=port) as server:
        drain()
    is_for_another_address = door == "code for a new address" and event == "another address"
    assert len(server.mails) == is_for_another_address
    assert not outbox._open().exists()


def test_what_is_news_and_not_a_key_is_told_to_whoever_went_as_well(port: int) -> None:
    user = User.objects.get(email=make_person(totp=False).email)
    mail.send("account_locked", user.email, {}, locale=user.locale)
    GONE["locked"](user)
    with serving(port=port) as server:
        drain()
    assert len(server.mails) == 1
