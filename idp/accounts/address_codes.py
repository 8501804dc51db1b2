"""Six-digit codes that prove an address: one per purpose and binding, known to us only as a keyed MAC, spent once.

Spec: NIST SP 800-63B §3.1.2; OWASP ASVS 6.5.1, 6.6.2, 6.6.3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from idp.accounts.addresses import canonical
from idp.accounts.models import Challenge, User
from idp.accounts.outcomes import Reason, Rejected, misshapen, rejected
from idp.accounts.typed_codes import six_digits
from idp.core import clock, http, mail, secrets
from idp.core.transactions import repeatable
from idp.limits import rates

VERIFY_EMAIL = "verify_email"
WANTED = "accounts.code"  # the judge of mails
TRIES = 5
RESEND_AFTER_SECONDS = 60


@dataclass(frozen=True)
class Sent:
    """A code is on its way (or, towards an address whose owner must not be named here, another mail)."""

    expires_at: datetime
    retry_after_seconds: int = RESEND_AFTER_SECONDS
    ok: bool = True


@dataclass(frozen=True)
class TooSoon:
    """The last code was sent less than a minute ago; nothing was sent."""

    retry_after_seconds: int
    ok: bool = False


@dataclass(frozen=True)
class Verified:
    """The code was right and is spent. ``registration`` is what ``send`` was given."""

    user: User | None
    address: str
    registration: Mapping[str, Any] = field(repr=False)


def send(
    purpose: str,
    *,
    binding: str,
    user: User | None,
    address: str,
    lifetime: timedelta,
    template: str,
    request: HttpRequest | None = None,
    registration: Mapping[str, Any] | None = None,
) -> Sent:
    """Send a new code, which replaces the earlier one of this purpose and binding. The caller has asked the rate limits.

    Without a user the row holds a code that nobody gets, and the mail is ``template`` without a code. One transaction.
    """
    code = secrets.digits()
    moment = clock.now()
    is_own = user is not None and user.email == address
    with transaction.atomic():
        challenge, _ = Challenge.objects.update_or_create(
            purpose=purpose,
            binding=binding,
            defaults={
                "user": user,
                "address": address,
                "code_mac": code_mac(purpose, binding, address, code),
                "attempts": 0,
                "created_at": moment,
                "expires_at": moment + lifetime,
                "spent_at": None,
                "registration": dict(registration or {}),
            },
        )
        mail.send(
            template,
            address,
            {"minutes": int(lifetime.total_seconds() // 60)} | asked_from(request),
            sealed={"code": code if user is not None else ""},
            lifetime=lifetime,
            locale=user.locale if user is not None else "",
            only_while=(WANTED, {"challenge": challenge.pk, "code_mac": challenge.code_mac, "is_own": is_own}),
        )
    return Sent(moment + lifetime)


def is_wanted(facts: Mapping[str, Any], to: str) -> bool:
    """The judge of these mails: no newer code took this one's place, and it still is for that person at that address."""
    challenge = Challenge.objects.select_related("user").filter(pk=facts["challenge"]).first()
    if challenge is None or challenge.code_mac != facts["code_mac"] or challenge.spent_at is not None:
        return False
    owner = challenge.user
    return owner is None or (owner.is_active and (owner.email == to or not facts["is_own"]))


def asked_from(request: HttpRequest | None) -> dict[str, str]:
    """Who asked, for a mail: the device in words and the address of the caller."""
    if request is None:
        return {"device": "", "ip": ""}
    return {"device": http.device_words(http.user_agent(request)), "ip": http.client_ip(request)}


def may_send(purpose: str, address: str, ip: str, *, browser: str = "") -> TooSoon | None:
    """Count a send towards this address; TooSoon within a minute of the last. Raises: Throttled (hour, day, caller).

    Purposes count apart: whoever types a stranger's address into the registration form holds up no sign-in of theirs. So do
    networks, and a ``browser`` known as the owner's (its digest): no stranger elsewhere leaves the owner without codes.
    """
    door, account = _counted_at(purpose, address, browser)
    try:
        rates.hit(door, account=account, ip=ip)
    except rates.RateExceeded as error:
        if error.limit.period_seconds <= RESEND_AFTER_SECONDS:
            return TooSoon(error.retry_after_seconds)
        raise
    return None


def refund_send(purpose: str, address: str, ip: str, *, browser: str = "") -> None:
    """Give a send back, because its code was used."""
    door, account = _counted_at(purpose, address, browser)
    rates.refund(door, account=account, ip=ip)


def _counted_at(purpose: str, address: str, browser: str) -> tuple[rates.Door, str]:
    account = f"{purpose}:{canonical(address)}"
    return (rates.Door.CODE_SEND_KNOWN, f"{account}:{browser}") if browser else (rates.Door.CODE_SEND, account)


def verify(purpose: str, *, binding: str, code: str) -> Verified | Rejected:
    """Count a try, compare, spend. Never inside a transaction: a wrong try must stay counted."""
    challenge = checked(purpose, binding=binding, code=code)
    if isinstance(challenge, Rejected):
        return challenge
    if not spend(challenge):
        return rejected("replayed")
    return Verified(challenge.user, challenge.address, challenge.registration)


def checked(purpose: str, *, binding: str, code: str) -> Challenge | Rejected:
    """Count a try and compare; the caller spends what is right, in the transaction of what it allows."""
    if no_code := misshapen(code):
        return no_code
    challenge = tried(purpose, binding)
    if isinstance(challenge, Rejected):
        return challenge
    typed = six_digits(code)
    if typed is None or not is_code(challenge.code_mac, purpose, binding, challenge.address, typed):
        return rejected("wrong", TRIES - challenge.attempts)
    return challenge


def tried(purpose: str, binding: str) -> Challenge | Rejected:
    """The open challenge of this purpose and binding with one more try counted, or why there is none."""
    counted = _count_a_try(purpose, binding)
    challenge = Challenge.objects.select_related("user").filter(purpose=purpose, binding=binding).first()
    if challenge is not None and counted == 1:
        return challenge
    return rejected(_why_not(challenge))


@repeatable(durable=True)
def _count_a_try(purpose: str, binding: str) -> int:
    return _open(purpose, binding).filter(attempts__lt=TRIES).update(attempts=F("attempts") + 1)


def _why_not(challenge: Challenge | None) -> Reason:
    if challenge is None:
        return "expired"
    if challenge.spent_at is not None:
        return "replayed"
    return "expired" if challenge.expires_at <= clock.now() else "exhausted"


def spend(challenge: Challenge) -> bool:
    """Spend the code that was compared; False if it was spent, or replaced by another one, in between."""
    open_ = _open(challenge.purpose, challenge.binding).filter(pk=challenge.pk, code_mac=challenge.code_mac)
    return open_.update(spent_at=clock.now()) == 1


def waits(purpose: str, binding: str) -> bool:
    """Whether a code was sent that can still be typed."""
    return _open(purpose, binding).filter(attempts__lt=TRIES).exists()


def code_mac(purpose: str, binding: str, address: str, code: str) -> str:
    """What the row stores of a code: worthless for another purpose, binding or address."""
    return secrets.mac("challenge", purpose, binding, address, code)


def is_code(known_mac: str, purpose: str, binding: str, address: str, code: str) -> bool:
    """Whether a row keeps this code, also under a key that was the first of the ring when it was sent."""
    return secrets.mac_among(known_mac, "challenge", purpose, binding, address, code)


def _open(purpose: str, binding: str) -> Any:
    return Challenge.objects.filter(purpose=purpose, binding=binding, spent_at=None, expires_at__gt=clock.now())
