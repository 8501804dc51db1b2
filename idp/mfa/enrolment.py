"""Adding and removing an authenticator app. A pending one proves nothing; of two changes at once one is refused.

Spec: RFC 6238; RFC 4226 §7.5 (seeds of 160 bits); the key URI format of authenticator apps.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyotp
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idp.accounts import links
from idp.accounts.address_codes import asked_from
from idp.accounts.links import Purpose
from idp.accounts.models import Link, User
from idp.accounts.outcomes import Rejected, misshapen, rejected
from idp.accounts.people import raise_epoch
from idp.audit.events import Action, record
from idp.core import clock, http, mail, secrets
from idp.core.errors import AppError
from idp.limits import guesses, rates
from idp.limits.rates import Door
from idp.mfa import key_uri, qr, recovery, removed_seeds
from idp.mfa.factors import totp
from idp.mfa.factors.interface import Attempt, Credential, Match
from idp.mfa.frame import count_guess
from idp.mfa.models import Authenticator, RecoverySet
from idp.mfa.services import policy_of
from idp.mfa.stores import seal, unseal

SECRET_CHARACTERS = 32  # of base32: 160 bits
LEAST_CHARACTERS = 26  # of an imported seed: 128 bits
LABEL_LENGTH = 60


@dataclass(frozen=True)
class Pending:
    """An authenticator that waits for its first code. ``secret`` is base32, ``qr_svg`` an inline SVG element."""

    handle: str
    secret: str = field(repr=False)
    otpauth_uri: str = field(repr=False)
    qr_svg: str = field(repr=False)
    expires_at: datetime

    @property
    def secret_in_groups(self) -> str:
        """The secret in groups of four: easier to type, and apps ignore the spaces."""
        return " ".join(self.secret[start : start + 4] for start in range(0, len(self.secret), 4))


@dataclass(frozen=True)
class Confirmed:
    """The authenticator is on. ``recovery_codes`` are new and shown once; empty when the person had a set."""

    authenticator: Authenticator
    recovery_codes: list[str] = field(repr=False)


class _Superseded(Exception):
    """Another change of the person's factors, or of this authenticator, was faster."""


@transaction.atomic
def begin(user: User, *, binding: str) -> Pending:
    """The pending authenticator of this person and binding: the same one until it is confirmed, expires or is outrun."""
    current = User.objects.select_for_update().get(pk=user.pk)
    row = _pending_row(current, binding)
    if row is None:
        moment = clock.now()
        handle = secrets.token(128)
        row = Authenticator.objects.create(
            handle=handle,
            user=current,
            type="totp",
            sealed_secret=seal(pyotp.random_base32(SECRET_CHARACTERS), current, handle),
            created_at=moment,
            expires_at=moment + settings.IDP.enrolment_lifetime,
            factors_version=current.factors_version,
            binding=binding,
        )
    return _shown(current, row)


def pending(user: User, *, binding: str) -> Pending | None:
    """What ``begin`` gave for this binding, while it can still be confirmed."""
    current = User.objects.get(pk=user.pk)
    row = _pending_row(current, binding)
    return _shown(current, row) if row is not None else None


def _pending_row(user: User, binding: str) -> Authenticator | None:
    waiting = Authenticator.objects.filter(user=user, binding=binding, confirmed_at=None, expires_at__gt=clock.now())
    return waiting.filter(factors_version=user.factors_version).order_by("pk").first()


def _shown(user: User, row: Authenticator) -> Pending:
    secret = unseal(row, user)
    uri = key_uri.of(secret, account=user.email, issuer=settings.IDP.name)
    assert row.expires_at is not None
    return Pending(row.handle, secret, uri, qr.svg(uri), row.expires_at)


def confirm(
    user: User,
    *,
    binding: str,
    code: str,
    label: str = "",
    link: Link | None = None,
    request: HttpRequest,
    interaction_id: str = "",
    sid: str = "",
) -> Confirmed | Rejected:
    """Turn the pending authenticator on by its first code. Not inside a transaction. Raises: Throttled.

    ``link``: the mailed one that led here in place of a proved mailbox; it is spent with the confirmation, or nothing is.
    """
    row = _pending_row(User.objects.get(pk=user.pk), binding)
    if row is None:
        return rejected("superseded")
    if no_code := misshapen(code):
        return no_code
    guess = count_guess(user, totp.FACTOR, request)
    credential = Credential(row.handle, unseal(row, user))
    outcome = totp.check(Attempt(code, (credential,), clock.unix_time(), lambda *_: ""))
    event = {"request": request, "subject": user.sub, "interaction_id": interaction_id, "sid": sid}
    answer = rejected("wrong", guess.attempts_left)
    if isinstance(outcome, Match):
        try:
            confirmed = _activate(user, row, outcome.step, label, link, event)
        except _Superseded:
            answer = rejected("superseded")
        else:
            guesses.proved(guess)
            return confirmed
    record(Action.USER_FACTOR_ENROL, outcome="refused", reason=answer.reason, **event)
    if answer.reason == "wrong" and not guess.browser:
        rates.hit(Door.SECOND_FACTOR, ip=http.client_ip(request))
    return answer


@transaction.atomic
def _activate(user: User, row: Authenticator, step: int, label: str, link: Link | None, event: dict[str, Any]) -> Confirmed:
    _advance(user, row.factors_version)
    if link is not None and not links.spend(link):
        raise _Superseded
    links.end(user, Purpose.ENROLMENT)  # one that was mailed and not followed: what it is for is done
    User.objects.filter(pk=user.pk).update(password_by_mail=False)
    moment = clock.now()
    waiting = Authenticator.objects.filter(pk=row.pk, confirmed_at=None, expires_at__gt=moment)
    if (
        waiting.update(
            confirmed_at=moment,
            expires_at=None,
            binding="",
            last_step=step,
            last_used_at=moment,
            label=label.strip()[:LABEL_LENGTH],
        )
        != 1
    ):
        raise _Superseded
    Authenticator.objects.filter(user=user, confirmed_at=None).delete()
    codes = [] if RecoverySet.objects.filter(user=user).exists() else recovery.make_set(user)
    record(Action.USER_FACTOR_ENROL, actor=user.sub, detail={"factor": "totp"}, **event)
    others = Authenticator.objects.filter(user=user).exclude(pk=row.pk).exclude(confirmed_at=None)
    row.refresh_from_db()
    told = asked_from(event["request"]) | {"is_first": not others.exists(), "label": row.label}
    mail.send("two_step_on", user.email, told, locale=user.locale)
    return Confirmed(row, codes)


def _advance(user: User, version: int) -> None:
    """Raise the person's version of factors from exactly the one that was seen; the loser of a race finds another."""
    if User.objects.filter(pk=user.pk, factors_version=version).update(factors_version=version + 1) != 1:
        raise _Superseded


@transaction.atomic
def rename(user: User, handle: str, label: str, *, request: HttpRequest, sid: str = "") -> Authenticator:
    """Give a confirmed authenticator a name. Raises: AppError: unknown handle (404), a name of several lines (422)."""
    label = label.strip()[:LABEL_LENGTH]
    if not label.isprintable():
        message = _("Use at most 60 characters on one line.")
        raise AppError("bad_label", message, status=422, fields={"label": [message]})
    row = Authenticator.objects.filter(user=user, handle=handle).exclude(confirmed_at=None).first()
    if row is None:
        raise AppError("unknown_authenticator", "There is no such authenticator.", status=404)
    if row.label != label:
        row.label = label
        row.save(update_fields=["label"])
        record(Action.USER_FACTOR_RENAME, request=request, actor=user.sub, subject=user.sub, sid=sid)
    return row


@transaction.atomic
def remove(user: User, handle: str, *, request: HttpRequest, interaction_id: str = "", sid: str = "") -> None:
    """Remove a confirmed authenticator; with the last one the recovery codes go. The caller demanded a fresh proof.

    Raises: AppError: unknown handle (404), the policy demands an app (409), a change at the same time (409).
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    confirmed = Authenticator.objects.filter(user=user).exclude(confirmed_at=None)
    row = confirmed.filter(handle=handle).first()
    if row is None:
        raise AppError("unknown_authenticator", "There is no such authenticator.", status=404)
    is_last = not confirmed.exclude(pk=row.pk).exists()
    if is_last and policy_of(user) == "mfa":
        raise AppError("last_authenticator", "The last authenticator cannot be removed here.", status=409)
    try:
        _advance(user, current.factors_version)
    except _Superseded as error:
        raise AppError("factors_changed", "Sign-in methods were changed at the same time.", status=409) from error
    removed_seeds.remember([row], current)
    row.delete()
    if is_last:
        RecoverySet.objects.filter(user=user).delete()
        User.objects.filter(pk=user.pk).update(email_code_off=False)  # else nothing would be left to sign in with
    record(
        Action.USER_FACTOR_REMOVE,
        request=request,
        actor=user.sub,
        subject=user.sub,
        interaction_id=interaction_id,
        sid=sid,
        detail={"factor": "totp", "is_last": is_last},
    )
    told = asked_from(request) | {"is_last": is_last, "label": row.label}
    mail.send("two_step_off", user.email, told, locale=user.locale)


@transaction.atomic
def reset(user: User, *, actor: str = "operator", reason: str = "", request: HttpRequest | None = None) -> int:
    """Remove everything that a person enrolled and end every session, for somebody who lost the phone.

    The next sign-in proves the mailbox again: by a code, or only by the mailed link where the person has switched codes by
    e-mail off, which stays as it is. Returns how many authenticators went.
    """
    current = User.objects.select_for_update().get(pk=user.pk)
    confirmed = list(Authenticator.objects.filter(user=user).exclude(confirmed_at=None))
    removed_seeds.remember(confirmed, current)
    removed = len(confirmed)
    Authenticator.objects.filter(user=user).delete()
    RecoverySet.objects.filter(user=user).delete()
    _advance(user, current.factors_version)
    raise_epoch(user)
    record(
        Action.USER_FACTOR_RESET,
        reason=reason,
        request=request,
        actor=actor,
        subject=user.sub,
        detail={"authenticators": removed},
    )
    mail.send("two_step_reset", user.email, {}, locale=user.locale)
    return removed


@transaction.atomic
def import_totp(user: User, secret: str, label: str = "") -> bool:
    """Give a person this seed, on the word of an operator; False if an authenticator has it already.

    Raises: AppError for a seed that is not base32 of at least 128 bits.
    """
    seed = "".join(secret.split()).upper().rstrip("=")
    try:
        pyotp.TOTP(seed).generate_otp(0)
    except ValueError as error:
        raise _bad_seed() from error
    if len(seed) < LEAST_CHARACTERS:
        raise _bad_seed()
    current = User.objects.select_for_update().get(pk=user.pk)
    rows = list(Authenticator.objects.filter(user=user, type="totp").exclude(confirmed_at=None))
    if any(secrets.equal(unseal(row, current), seed) for row in rows):
        return False
    handle = secrets.token(128)
    moment = clock.now()
    Authenticator.objects.create(
        handle=handle,
        user=current,
        type="totp",
        label=label[:LABEL_LENGTH],
        sealed_secret=seal(seed, current, handle),
        last_step=removed_seeds.last_step(seed, current),  # what was accepted once stays spent
        created_at=moment,
        confirmed_at=moment,
    )
    _advance(current, current.factors_version)
    links.end(current, Purpose.ENROLMENT)
    record(Action.USER_FACTOR_ENROL, actor="operator", subject=user.sub, detail={"factor": "totp"})
    return True


def _bad_seed() -> AppError:
    return AppError(
        "bad_totp_secret",
        "Write the secret as base32 of at least 128 bits (26 characters).",
        status=422,
        fields={"secret": ["base32, at least 26 characters"]},
    )
