"""Another e-mail address: proved by a code before the switch, announced to the old one, which can take it back.

Whether the new address has an account is told to its owner by mail and to nobody else: the page says the same, and the
code that would be needed does not exist. Codes keep going to the address that was verified when their sign-in began.
Spec: OWASP ASVS 6.3.7, 6.3.8; NIST SP 800-63B §4.1.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import address_codes, addresses, deletion, links, passwords, people, usernames
from idp.accounts.address_codes import Sent, TooSoon, asked_from
from idp.accounts.links import LinkDead, Purpose
from idp.accounts.models import Challenge, Link, User
from idp.accounts.outcomes import Rejected, misshapen, rejected
from idp.audit.events import Action, record
from idp.core import clock, http, mail
from idp.core.errors import AppError
from idp.limits import guesses, rates
from idp.limits.rates import Door
from idp.sessions import known_browsers
from idp.sessions.models import Session

CHANGE_EMAIL = "change_email"  # the purpose of the code


class AddressTaken(AppError):
    """Somebody else has proved the address in the meantime; only who reads its mail learns so."""

    def __init__(self) -> None:
        message = _("Another account has this address by now.")
        super().__init__("email_taken", message, status=409, fields={"email": [message]})


def ask(user: User, email: str, *, binding: str, request: HttpRequest) -> Sent | TooSoon:
    """Send a code to the new address; where that has an owner, a mail without one. The caller demanded a fresh proof.

    Whoever asks is a stranger to that mailbox, also in a browser of their own: all accounts share what it has to bear.
    Raises: AppError (422: no address, or the present one); Throttled at the hour's or day's limit.
    """
    address = addresses.parse(email)
    if address == user.email:
        message = _("This is your address already.")
        raise AppError("same_email", message, status=422, fields={"email": [message]})
    too_soon = address_codes.may_send(CHANGE_EMAIL, address, http.client_ip(request))
    if too_soon is not None:
        return too_soon
    canonical = addresses.canonical(address)
    holder = User.objects.filter(email_canonical=canonical).exclude(pk=user.pk)
    is_free = not holder.exclude(pk__in=people.unproved(canonical).values("pk")).exists()
    with transaction.atomic():
        sent = address_codes.send(
            CHANGE_EMAIL,
            binding=binding,
            user=user if is_free else None,
            address=address,
            lifetime=settings.IDP.address_code_lifetime,
            template="email_change_code" if is_free else "email_in_use",
            request=request,
        )
        record(Action.USER_ADDRESS_ASK, request=request, actor=user.sub, subject=user.sub)
    return sent


def pending(binding: str) -> str:
    """The address whose code can still be typed for this binding; empty if there is none."""
    if not address_codes.waits(CHANGE_EMAIL, binding):
        return ""
    return Challenge.objects.filter(purpose=CHANGE_EMAIL, binding=binding).values_list("address", flat=True).first() or ""


def check(user: User, *, binding: str, code: str, request: HttpRequest, sid: str = "") -> Challenge | Rejected:
    """Count and judge a typed code; ``switch`` spends it. Never inside a transaction. Raises: Throttled."""
    ip = http.client_ip(request)
    rates.check(Door.SECOND_FACTOR, ip=ip)
    if no_code := misshapen(code):
        return no_code
    address = pending(binding)
    if not address:
        return rejected("expired")
    guess = guesses.charge(None, CHANGE_EMAIL, address=binding)
    result = address_codes.checked(CHANGE_EMAIL, binding=binding, code=code)
    if isinstance(result, Challenge) and result.user_id == user.pk:
        guesses.proved(guess)
        address_codes.refund_send(CHANGE_EMAIL, address, ip)
        return result
    refusal = result if isinstance(result, Rejected) else rejected("wrong")  # a code that nobody was sent proves nothing
    record(
        Action.USER_ADDRESS_CHANGE, outcome="refused", reason=refusal.reason, request=request, subject=user.sub, sid=sid
    )  # fmt: skip
    if refusal.reason == "wrong":
        rates.hit(Door.SECOND_FACTOR, ip=ip)
        return rejected("wrong", min(refusal.attempts_left, guess.attempts_left))
    return refusal


@transaction.atomic
def switch(user: User, challenge: Challenge, *, keep: Session | None, request: HttpRequest) -> Rejected | None:
    """Spend the code and change the address; every session but ``keep`` ends, and both addresses are told.

    Raises: AddressTaken.
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    if not address_codes.spend(challenge):
        return rejected("replayed")
    earlier = current.email
    if not _take(current, challenge.address):
        raise AddressTaken
    people.raise_epoch(current, keep=keep)
    token = links.issue(
        current, Purpose.UNDO_EMAIL, lifetime=settings.IDP.email_undo_lifetime, data={"address": earlier}
    )  # fmt: skip
    record(
        Action.USER_ADDRESS_CHANGE, request=request, actor=user.sub, subject=user.sub, sid=keep.sid if keep else ""
    )  # fmt: skip
    undo = {"link": links.url(Purpose.UNDO_EMAIL, token)}
    facts = {"hours": int(settings.IDP.email_undo_lifetime.total_seconds() // 3600)} | asked_from(request)
    told = facts | {"address": addresses.mask(current.email)}
    mail.send("email_changed", earlier, told, sealed=undo, lifetime=settings.IDP.email_undo_lifetime, locale=user.locale)
    mail.send("email_changed_here", current.email, facts, locale=user.locale)
    user.refresh_from_db()
    return None


def undo(link: Link, password: str, *, request: HttpRequest) -> User:
    """Take a change of address back: the earlier address and a new password, everybody signed out, later links void.

    Raises: AppError (422) when the password is too weak, Throttled, Busy, the link then stays; LinkDead; AddressTaken.
    """
    user, earlier = link.user, str(link.data["address"])
    encoded = passwords.new_hash(password, ip=http.client_ip(request), inputs=[earlier, user.name], instead_of=user)
    with transaction.atomic():
        current = User.objects.select_for_update().get(pk=user.pk)
        if not links.spend(link):
            raise LinkDead
        lost = current.email
        if not _take(current, earlier):
            raise AddressTaken
        # what was changed after this link was sent counts as never done: nothing of it leads back
        Link.objects.filter(user=current, purpose=Purpose.UNDO_EMAIL, created_at__gt=link.created_at).delete()
        deletion.cancel(current, request=request)  # whoever takes the account back keeps it
        people.store_password(current, encoded, by_mail=True, action=Action.USER_PASSWORD_RESET, request=request)
        guesses.clear(current, guesses.PASSWORD)
        known_browsers.forget_all(current)
        record(Action.USER_ADDRESS_UNDO, request=request, actor=user.sub, subject=user.sub)
        told = {"address": addresses.mask(current.email)} | asked_from(request)
        for address in {lost, current.email}:
            mail.send("email_change_undone", address, told, locale=current.locale)
    return current


def address_at(user: User, moment: datetime) -> str:
    """The address that was verified for this person then: where the codes of a sign-in that began then go.

    Every change since left a link that leads back; the first of them names what it replaced.
    """
    changes = Link.objects.filter(user=user, purpose=Purpose.UNDO_EMAIL, created_at__gt=moment).order_by("created_at", "pk")
    first: dict[str, Any] | None = changes.values_list("data", flat=True).first()
    return str(first["address"]) if first else user.email


def _take(user: User, address: str) -> bool:
    """Give the person this proved address; False if somebody else has proved it.

    An account whose address nobody has proved goes: it belongs to whoever proves it (`services.register`).
    """
    canonical = addresses.canonical(address)
    waiting = people.unproved(canonical).exclude(pk=user.pk)
    for row in list(waiting.select_for_update()):
        usernames.release(row)
        row.delete()
    user.email, user.email_canonical, user.email_verified_at = address, canonical, clock.now()
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_canonical", "email_verified_at", "updated_at"])
    except IntegrityError:
        return False
    return True
