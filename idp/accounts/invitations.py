"""Inviting people: an account that waits for its owner, who is mailed a link to choose name and password.

The link proves the mailbox; whoever follows it goes on in an interaction, which asks for the second factor like any other.
Spec: OWASP ASVS 6.4.1; NIST SP 800-63B §3.1.3.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import addresses, links, passwords, people, usernames
from idp.accounts.links import Purpose
from idp.accounts.models import Link, User
from idp.audit.events import Action, record
from idp.core import clock, http, mail
from idp.core.errors import AppError
from idp.limits import rates

LONGEST_NAME = 200


class LinkDead(AppError):
    """The link was used, ended or outlived while its form was open."""

    def __init__(self) -> None:
        super().__init__("link_dead", _("This link no longer works."), status=410)


def is_invited(user: User) -> bool:
    """Whether the account waits for its owner: no address was proved and no password set."""
    return user.is_active and user.email_verified_at is None and not user.has_usable_password()


@transaction.atomic
def invite(email: str, *, name: str = "", groups: Iterable[str] = (), actor: str, **told: Any) -> User:
    """An account that waits, and its mailed link; ``told`` says why and from where. Raises: AppError (bad or taken address).

    An account that somebody registered with this address and never proved is no obstacle: it becomes the guest's.
    """
    name = " ".join(name.split())[:LONGEST_NAME]
    user = _claimed(addresses.parse(email), name, groups)
    user = user or people.create_user(email, name=name, groups=groups, actor=actor)
    _send(user, actor=actor, **told)
    return user


def _claimed(address: str, name: str, groups: Iterable[str]) -> User | None:
    """The account that a stranger's registration left under this address, with nothing of the stranger's in it; else None.

    Somebody who waits for an earlier invitation is not claimed, nor whom a configuration file names.
    """
    canonical, moment = addresses.canonical(address), clock.now()
    invited = Link.objects.filter(user=OuterRef("pk"), purpose=Purpose.INVITATION, spent_at=None, expires_at__gt=moment)
    free = people.unproved(canonical).filter(~Exists(invited), file_fields=[])
    values = {"email": address, "name": name, "locale": "", "claims": {}, "created_at": moment}
    if free.update(password=make_password(None), epoch=F("epoch") + 1, **values) != 1:
        return None
    user = User.objects.get(email_canonical=canonical)
    people.set_groups(user, {*groups, *user.groups.values_list("name", flat=True)})
    return user


@transaction.atomic
def resend(user: User, **told: Any) -> None:
    """A new link; the earlier one ends. Raises: AppError (409) for somebody who is not waiting for one."""
    current = User.objects.select_for_update().get(pk=user.pk)
    if not is_invited(current):
        raise _not_invited()
    _send(current, **told)


@transaction.atomic
def revoke(user: User, **told: Any) -> None:
    """End the link and delete the account that nobody has used. Raises: AppError (409) once somebody has."""
    current = User.objects.select_for_update().get(pk=user.pk)
    if not is_invited(current):
        raise _not_invited()
    links.end(current)
    usernames.release(current)
    record(Action.USER_INVITE_REVOKE, subject=current.sub, **told)
    current.delete()


def accept(link: Link, *, name: str, password: str, username: str = "", request: HttpRequest) -> User:
    """Spend the link: name, username and password are set and the address is proved.

    Raises: AppError (422) for a bad name, weak password or bad or taken username, Throttled, Busy, the link then stays;
    LinkDead.
    """
    user = link.user
    name = " ".join(name.split())
    faults: dict[str, list[str]] = {}
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        faults["name"] = [_("Enter your name, at most 200 characters.")]
    rates.hit(rates.Door.NEW_PASSWORD, ip=http.client_ip(request))
    with passwords.at_work(http.client_ip(request)):
        if problems := passwords.strength(password, inputs=[user.email, name]):
            faults["password"] = problems
        if faults:
            raise AppError("bad_registration", _("Check what you typed."), status=422, fields=faults)
        encoded = passwords.hash_password(password)
    with transaction.atomic():
        waiting = User.objects.filter(pk=user.pk, email_verified_at=None, is_active=True)
        # whoever registered the address before gave a password that must not count now that the address is proved
        values = {
            "name": name,
            "password": encoded,
            "password_by_mail": True,
            "email_verified_at": clock.now(),
            "epoch": F("epoch") + 1,
        }
        if not links.spend(link) or waiting.update(**values) != 1:
            raise LinkDead
        record(Action.USER_INVITE_ACCEPT, actor=user.sub, subject=user.sub, request=request)
        user.refresh_from_db()
        if username.strip():
            usernames.choose(user, username)
        usernames.ensure(user)
    return user


def send_enrolment(user: User, **told: Any) -> bool:
    """After a reset: mail a link that leads through setting up an app. False without a proved address to mail it to.

    It goes to the owner's mailbox and is shown to nobody: whoever helps must not be able to enrol for the person.
    """
    if user.email_verified_at is None or not user.is_active:
        return False
    lifetime = settings.IDP.enrolment_link_lifetime
    token = links.issue(user, Purpose.ENROLMENT, lifetime=lifetime)
    facts = {"hours": int(lifetime.total_seconds() // 3600)}
    sealed = {"link": links.url(Purpose.ENROLMENT, token)}
    mail.send(
        "enrolment_link", user.email, facts, sealed=sealed, lifetime=lifetime, locale=user.locale,
        only_while=links.while_open(token),
    )  # fmt: skip
    record(Action.USER_ENROL_INVITE, subject=user.sub, **told)
    return True


def _send(user: User, **told: Any) -> None:
    lifetime = settings.IDP.invitation_lifetime
    token = links.issue(user, Purpose.INVITATION, lifetime=lifetime)
    sealed = {"link": links.url(Purpose.INVITATION, token)}
    mail.send(
        "invitation", user.email, {"days": lifetime.days}, sealed=sealed, lifetime=lifetime, locale=user.locale,
        only_while=links.while_open(token),
    )  # fmt: skip
    record(Action.USER_INVITE, subject=user.sub, **told)


def _not_invited() -> AppError:
    return AppError("not_invited", _("This account is in use; there is no invitation any more."), status=409)
