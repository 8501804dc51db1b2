"""A forgotten password: a mailed link lets its reader choose a new one. It signs nobody in and touches no second factor.

Asking does the same work whoever the address belongs to: one outbox entry. Only its handler, after the answer, looks.
Spec: OWASP ASVS 6.3.8, 6.4.1, 6.4.3; NIST SP 800-63B §4.2.
"""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from idp.accounts import addresses, links, passwords, people
from idp.accounts.address_codes import asked_from
from idp.accounts.links import LinkDead, Purpose
from idp.accounts.models import Link, User
from idp.audit.events import Action, record
from idp.core import http, mail, outbox
from idp.limits import guesses, rates
from idp.sessions import known_browsers

ASKED = "accounts.password_reset_asked"  # outbox kind


def ask(email: str, *, request: HttpRequest, interaction_id: str = "") -> None:
    """Have a link sent, if the address has an account that can use one; the caller never learns.

    ``interaction_id`` is the sign-in that the person came from, of this very browser. At the address's own limit nothing
    is sent and nothing said. Best outside a transaction. Raises: AddressError; Throttled at the caller's limit.
    """
    address = addresses.canonical(email)
    try:
        rates.hit(rates.Door.RESET, account=address, ip=http.client_ip(request))
    except rates.RateExceeded as error:
        if error.limit.scope in {"account", "near"}:
            return
        raise
    facts = {"address": address, "interaction": interaction_id, "user_agent": http.user_agent(request), **asked_from(request)}
    outbox.enqueue(ASKED, facts, lifetime=settings.IDP.reset_lifetime)


@transaction.atomic
def send_link(payload: dict[str, Any], _sealed: dict[str, str]) -> None:
    """The outbox handler of ``ASKED``: mail a link to the owner of the address, or record why nobody gets one."""
    asked = {"ip": payload["ip"], "device": payload["device"]}
    caller = {"ip": payload["ip"], "user_agent": payload["user_agent"]}
    user = User.objects.filter(email_canonical=payload["address"]).first()
    reason = _obstacle(user)
    if user is None or reason:
        sub = user.sub if user else ""
        record(Action.USER_PASSWORD_FORGET, outcome="refused", reason=reason, subject=sub, **caller)
        return
    lifetime = settings.IDP.reset_lifetime
    token = links.issue(user, Purpose.RESET_PASSWORD, lifetime=lifetime, data={"interaction": payload["interaction"]})
    mail.send(
        "reset_password",
        user.email,
        {"minutes": int(lifetime.total_seconds() // 60)} | asked,
        sealed={"link": links.url(Purpose.RESET_PASSWORD, token)},
        lifetime=lifetime,
        locale=user.locale,
        only_while=links.while_open(token),
    )
    record(Action.USER_PASSWORD_FORGET, subject=user.sub, **caller)


def _obstacle(user: User | None) -> str:
    """Why nobody gets a link. An unproved address may be a stranger's: whoever owns it registers, and proves it."""
    if user is None:
        return "unknown address"
    if not user.is_active:
        return "disabled account"
    return "" if user.email_verified_at is not None else "unproved address"


def reset(link: Link, password: str, *, request: HttpRequest) -> User:
    """Spend the link and set the password; every session, grant and other link ends, and the owner is told.

    Raises: AppError (422) when the password is too weak, Throttled, Busy, the link then stays; LinkDead.
    """
    user = link.user
    encoded = passwords.new_hash(password, ip=http.client_ip(request), inputs=[user.email, user.name], instead_of=user)
    with transaction.atomic():
        if not links.spend(link):
            raise LinkDead
        people.store_password(user, encoded, by_mail=True, action=Action.USER_PASSWORD_RESET, request=request)
        guesses.clear(user, guesses.PASSWORD)  # guesses at the old password say nothing about the new one
        guesses.lift(user)
        known_browsers.forget_all(user)
        known_browsers.remember(user, known_browsers.secret_of(request), is_sign_in=False)
    return user
