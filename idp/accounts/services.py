"""Signing in by password, signing up, proving the address: equal work for people who do not exist.

Spec: OWASP ASVS 6.3.8 (enumeration), 6.1.1 (throttling).
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import address_codes, addresses, passwords, usernames
from idp.accounts.address_codes import VERIFY_EMAIL, Sent, TooSoon, Verified
from idp.accounts.models import Challenge, User
from idp.accounts.outcomes import Rejected, misshapen, rejected
from idp.accounts.people import create_user, raise_epoch, set_password, unproved, update_user
from idp.audit.events import Action, record
from idp.core import clock, http
from idp.core.errors import AppError, Throttled
from idp.core.transactions import repeatable
from idp.limits import guesses, rates
from idp.limits.rates import Door
from idp.sessions import known_browsers

LONGEST_NAME = 200  # characters
__all__ = [
    "authenticate",
    "create_user",
    "raise_epoch",
    "register",
    "send_address_code",
    "set_password",
    "update_user",
    "verify_address",
]


class AccountLocked(AppError):
    """The password is right, and an administrator locked the account."""

    def __init__(self) -> None:
        super().__init__("account_locked", _("This account is locked."), status=422)


def authenticate(
    email: str,
    password: str,
    *,
    ip: str,
    browser: str = "",
    request: HttpRequest | None = None,
    interaction_id: str = "",
    client_id: str = "",
) -> User | None:
    """The active person with this address and password, or None; an unverified address is the caller's next question.

    ``browser`` is the digest of a browser known as the person's, where the request brings no cookie of it.
    Somebody whose account was locked is told so after the right password, and only then. Whoever guesses learns by it no more
    than by the next page of an account in use, and it counts as a failure: a locked account gives no free guess.
    Never inside a transaction. Raises: Throttled; Busy; AccountLocked; AppError (400) for a password that is no text of 1,024
    characters.
    """
    passwords.normalise(password)
    address = addresses.comparable(email)
    user = User.objects.filter(email_canonical=address).first()
    browser = browser or known_browsers.own(user, request)
    if not guesses.trusted(user, guesses.PASSWORD, browser):
        rates.check(Door.PASSWORD, ip=ip)
    with passwords.at_work(ip):  # before the guess is counted: who is turned away here has not guessed
        guess = guesses.charge(user, guesses.PASSWORD, address=address, browser=browser, ip=ip, request=request)
        is_right = passwords.check(user, password)
        outdated = user.password if user is not None and is_right and _may_upgrade(user) else ""
        upgraded = passwords.hash_password(password) if outdated else ""
    event: dict[str, Any] = {
        "request": request,
        "interaction_id": interaction_id,
        "client_id": client_id,
        "subject": user.sub if user else "",
    }
    if user is None or not is_right or not user.is_active:
        reason = "unknown address" if user is None else "wrong password" if not is_right else "disabled account"
        record(Action.USER_PASSWORD_PROVE, outcome="refused", reason=reason, **event)
        if not guess.browser:
            rates.hit(Door.PASSWORD, ip=ip)
        if user is not None and is_right:
            raise AccountLocked
        return None
    with transaction.atomic():
        guesses.proved(guess)
        if outdated:
            User.objects.filter(pk=user.pk, password=outdated).update(password=upgraded)
        record(Action.USER_PASSWORD_PROVE, actor=user.sub, **event)
    return user


def _may_upgrade(user: User) -> bool:
    """Whether the hash is weaker than those made now; one that a file owns would be set back."""
    return "password" not in user.file_fields and passwords.needs_upgrade(user.password)


def register(
    email: str,
    password: str,
    name: str,
    *,
    binding: str,
    username: str = "",
    locale: str = "",
    ip: str,
    request: HttpRequest | None = None,
    interaction_id: str = "",
) -> User | None:
    """Create an account and send its address code. None: the address has an owner, who gets a mail that says so.

    An account whose address nobody has proved yet belongs to whoever proves it: registering again voids the password
    that was given before, and the code sets the one that was given with it. ``username`` is a wish: whether somebody has it
    is looked at when the address is proved, since the answer would tell strangers which names there are.
    Raises: Throttled; Busy; AppError (closed registration; bad address, name, username or password, by field).
    """
    if settings.IDP.registration != "open":
        raise AppError("registration_closed", _("New accounts cannot be created here."), status=403)
    rates.check(Door.REGISTER, ip=ip)
    rates.hit(Door.NEW_PASSWORD, ip=ip)
    with passwords.at_work(ip):
        address, wish = _acceptable(email, name, username, password)
        encoded = passwords.hash_password(password)  # here: what follows waits for the database, and a place is for work
    rates.hit(Door.REGISTER, ip=ip)
    too_soon = address_codes.may_send(VERIFY_EMAIL, address, ip)
    if too_soon is not None:
        raise Throttled(too_soon.retry_after_seconds)
    profile = {"password": encoded, "name": " ".join(name.split()), "locale": locale[:35]}
    user = _claimed(address, profile)
    with transaction.atomic():
        _send(user, address, binding, request, profile | {"epoch": user.epoch, "username": wish} if user else None)
        record(
            Action.USER_REGISTER,
            outcome="success" if user else "refused",
            reason="" if user else "the address has an account",
            request=request,
            interaction_id=interaction_id,
            actor=user.sub if user else "",
            subject=user.sub if user else "",
        )
    return user


def _acceptable(email: str, name: str, username: str, password: str) -> tuple[str, str]:
    """Address and username as they are kept. Raises: AppError (422) with everything that is wrong, by field."""
    faults: dict[str, list[str]] = {}
    address = wish = ""
    try:
        address = addresses.parse(email)
    except addresses.AddressError as error:
        faults["email"] = [error.title]
    if not name.strip():
        faults["name"] = [_("Enter your name.")]
    elif len(name) > LONGEST_NAME or not name.isprintable():
        faults["name"] = [_("Use a name of at most 200 characters.")]
    try:
        wish = usernames.parse(username) if username.strip() else ""
    except usernames.UsernameError as error:
        faults |= error.fields
    if problems := passwords.strength(password, inputs=[email, name]):
        faults["password"] = problems
    if faults:
        raise AppError("bad_registration", _("Check what you typed."), status=422, fields=faults)
    return address, wish


def _claimed(address: str, profile: dict[str, str]) -> User | None:
    """A new person, or the unproved account of this address, or None when it has an owner.

    Each statement by itself: an insert that failed would keep its lock to the end of a longer transaction.
    """
    canonical = addresses.canonical(address)
    user = User(email=address, email_canonical=canonical, created_at=clock.now(), **profile)
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        if unproved(canonical).update(password=make_password(None), epoch=F("epoch") + 1) != 1:
            return None
        return User.objects.get(email_canonical=canonical)
    return user


def send_address_code(user: User | None, address: str, *, binding: str, request: HttpRequest) -> Sent | TooSoon:
    """Send (again) the code that proves an address. A person's registration data stays with the interaction's code.

    Raises: Throttled at the hour's or day's limit.
    """
    too_soon = address_codes.may_send(VERIFY_EMAIL, address, http.client_ip(request))
    if too_soon is not None:
        return too_soon
    earlier = Challenge.objects.filter(purpose=VERIFY_EMAIL, binding=binding, user=user).first() if user else None
    return _send(user, address, binding, request, earlier.registration if earlier else None)


def _send(
    user: User | None, address: str, binding: str, request: HttpRequest | None, registration: dict[str, Any] | None
) -> Sent:
    return address_codes.send(
        VERIFY_EMAIL,
        binding=binding,
        user=user,
        address=user.email if user else address,
        lifetime=settings.IDP.address_code_lifetime,
        template="address_code" if user else "already_registered",
        request=request,
        registration=registration,
    )


def verify_address(
    user: User | None,
    *,
    binding: str,
    code: str,
    request: HttpRequest,
    interaction_id: str = "",
    client_id: str = "",
    subject: str = "",
) -> Verified | Rejected:
    """Prove the person's address by the code sent to it for this binding. Never inside a transaction. Raises: Throttled."""
    ip = http.client_ip(request)
    rates.check(Door.SECOND_FACTOR, ip=ip)
    address = Challenge.objects.filter(purpose=VERIFY_EMAIL, binding=binding).values_list("address", flat=True).first()
    if address is None:
        return rejected("expired")
    if no_code := misshapen(code):
        return no_code
    guess = guesses.charge(None, VERIFY_EMAIL, address=binding)  # of this code: other places have codes and tries of their own
    result = address_codes.checked(VERIFY_EMAIL, binding=binding, code=code)
    event: dict[str, Any] = {"request": request, "interaction_id": interaction_id, "client_id": client_id}
    if isinstance(result, Challenge):
        if user is not None and result.user_id == user.pk and _prove_address(user, result, event):
            guesses.proved(guess)
            guesses.lift(user)
            address_codes.refund_send(VERIFY_EMAIL, address, ip)
            return Verified(user, address, result.registration)
        result = rejected("wrong" if user is None else "replayed")
    record(Action.USER_ADDRESS_VERIFY, outcome="refused", reason=result.reason, subject=user.sub if user else subject, **event)
    if result.reason == "wrong":
        rates.hit(Door.SECOND_FACTOR, ip=ip)
        return rejected("wrong", min(result.attempts_left, guess.attempts_left))
    return result


@repeatable()  # many newcomers may want one username
def _prove_address(user: User, challenge: Challenge, event: dict[str, Any]) -> bool:
    """Spend the code and record the proof; the first proof also decides whose account it is.

    False if the code was spent in between, or the address is no longer the person's.
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    if current.email_canonical != addresses.canonical(challenge.address) or not address_codes.spend(challenge):
        return False
    registration = dict(challenge.registration)
    wish = str(registration.pop("username", ""))
    if current.email_verified_at is None and registration:
        if registration.pop("epoch") != current.epoch:  # somebody else has registered this address since
            current.epoch += 1
        for field, value in registration.items():
            setattr(current, field, value)
    current.email_verified_at = clock.now()
    current.save()
    usernames.ensure(current, wish)
    Challenge.objects.filter(pk=challenge.pk).update(registration={})  # a hash has one home
    record(Action.USER_ADDRESS_VERIFY, actor=user.sub, subject=user.sub, **event)
    user.refresh_from_db()
    return True
