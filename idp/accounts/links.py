"""Mailed one-time links: a token that opens one door, for one person, once. The database knows only its digest.

Opening a link spends nothing, because mail scanners open links; the form behind it does, by one conditional UPDATE.
Spec: OWASP ASVS 6.4.1, 6.5.1; NIST SP 800-63B §3.1.3 (what is mailed proves the mailbox and nothing more).
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from idp.accounts.models import Link, User
from idp.core import clock, secrets
from idp.core.errors import AppError
from idp.sessions.services import deployment_epoch

SHAPE = re.compile(r"gl_[A-Za-z0-9_-]{43}")  # the prefix lets the log's redaction know a token wherever it stands


class Purpose(StrEnum):
    """The one door that a link opens."""

    RESET_PASSWORD = "reset_password"  # noqa: S105 - a purpose, not a password
    UNDO_EMAIL = "undo_email"
    NOT_ME = "not_me"
    KEEP_ACCOUNT = "keep_account"
    INVITATION = "invitation"
    ENROLMENT = "enrolment"


PATHS = {
    Purpose.RESET_PASSWORD: "/password/reset/",
    Purpose.UNDO_EMAIL: "/account/email/undo/",
    Purpose.NOT_ME: "/account/not-me/",
    Purpose.KEEP_ACCOUNT: "/account/keep/",
    Purpose.INVITATION: "/invitation/",
    Purpose.ENROLMENT: "/enrolment/",
}
# Whoever stole an account and changed its address changes its password next: that must not close the owner's way back,
# nor may a second change of the address. Nor may a second sign-in, or its mail, close the way to deny the first. Whoever reads
# that the account is going to be deleted resets the password first: that must not close the way to keep it.
OUTLASTING = frozenset({Purpose.UNDO_EMAIL, Purpose.NOT_ME, Purpose.KEEP_ACCOUNT})
# A newer one leaves the earlier alone. Of a reset anybody may ask: that must not take the owner's link out of the hand.
SEVERAL = frozenset({Purpose.UNDO_EMAIL, Purpose.NOT_ME, Purpose.RESET_PASSWORD})


class LinkDead(AppError):
    """The link was used, ended or outlived while its form was open."""

    def __init__(self) -> None:
        super().__init__("link_dead", _("This link no longer works."), status=410)


@transaction.atomic
def issue(user: User, purpose: Purpose, *, lifetime: timedelta, data: Mapping[str, Any] | None = None) -> str:
    """A new token for ``user``, to be mailed as a ``sealed`` member; earlier ones of the purpose end, but for ``SEVERAL``.

    ``data`` is what the link does beside its purpose: plain JSON, no secret.
    """
    current = User.objects.select_for_update().get(pk=user.pk)  # of two at once, the later ends the earlier
    if purpose not in SEVERAL:
        end(current, purpose)
    token = f"gl_{secrets.token()}"
    moment = clock.now()
    Link.objects.create(
        purpose=purpose,
        token_hash=secrets.digest(token),
        user=current,
        epoch=current.epoch,
        deployment_epoch=deployment_epoch(),
        data=dict(data or {}),
        created_at=moment,
        expires_at=moment + lifetime,
    )
    return token


def url(purpose: Purpose, token: str) -> str:
    """The absolute URL that the mail holds, built from the issuer."""
    return f"{settings.IDP.public_url}{PATHS[purpose]}{token}"


def find(token: str, purpose: Purpose) -> Link | None:
    """The live link of this token for this door, with its ``user``; nothing is spent."""
    if not SHAPE.fullmatch(token):
        return None
    found = Link.objects.select_related("user").filter(token_hash=secrets.digest(token), purpose=purpose).first()
    return found if found is not None and _live(found).exists() else None


WANTED = "accounts.link"  # the judge of mails


def while_open(token: str) -> tuple[str, dict[str, str]]:
    """For a mail that is nothing but this link: it is sent only while the link opens its door (``mail.send(only_while=…)``)."""
    return WANTED, {"token_hash": secrets.digest(token)}


def is_wanted(facts: Mapping[str, Any], to: str) -> bool:
    """The judge of such mails: the link is live, and its owner still has the address."""
    found = Link.objects.select_related("user").filter(token_hash=facts["token_hash"]).first()
    return found is not None and found.user.email == to and _live(found).exists()


def still_opens(key: int) -> bool:
    """Whether the link with this primary key would open its door now: for what goes on long after it was followed."""
    found = Link.objects.filter(pk=key).first()
    return found is not None and _live(found).exists()


def spent(token: str, purpose: Purpose) -> Link | None:
    """The link of this token if its door was opened by it: for the page that says so, also after a reload."""
    if not SHAPE.fullmatch(token):
        return None
    return Link.objects.filter(token_hash=secrets.digest(token), purpose=purpose).exclude(spent_at=None).first()


def spend(link: Link) -> bool:
    """Use the link up, in the transaction of what it allows; False if it was spent, ended or outdated in between."""
    return _live(link).update(spent_at=clock.now()) == 1


def end(user: User, *purposes: Purpose) -> int:
    """End the open links of these purposes; without one, all of them. Returns how many ended."""
    moment = clock.now()
    still_open = Link.objects.filter(user=user, spent_at=None, expires_at__gt=moment)
    return still_open.filter(purpose__in=purposes or list(Purpose)).update(expires_at=moment)


def _live(link: Link) -> "QuerySet[Link]":
    """The row, while it opens its door: unspent, in time, of an active person and of the current epochs."""
    owner = User.objects.filter(pk=link.user_id, is_active=True)
    row = Link.objects.filter(
        pk=link.pk, spent_at=None, expires_at__gt=clock.now(), deployment_epoch=deployment_epoch(), user__in=owner.values("pk")
    )
    same_epoch = Q(epoch=Subquery(owner.values("epoch")[:1]))
    # Anybody may register an invited address, and a role may be given before the person comes: both raise the epoch, and
    # neither is the person. An invitation lasts until somebody has proved the address.
    awaited = Q(purpose=Purpose.INVITATION, user__in=owner.filter(email_verified_at=None).values("pk"))
    return row.filter(same_epoch | awaited | Q(purpose__in=OUTLASTING))
