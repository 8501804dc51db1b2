"""The frame around every factor: limit, count, load, judge, spend, record, tell. A factor itself only judges.

Spec: NIST SP 800-63B §3.2.2; RFC 6238 §5.2; OWASP ASVS 6.3.5, 6.5.1.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest

from idp.accounts.address_codes import Sent, TooSoon, asked_from
from idp.accounts.models import User
from idp.accounts.outcomes import Rejected, rejected
from idp.audit.events import Action, record
from idp.core import clock, http, keyring, mail
from idp.core.errors import AppError
from idp.limits import guesses, rates
from idp.limits.rates import Door
from idp.mfa.factors import BY_TYPE
from idp.mfa.factors.interface import Attempt, Beginning, Credential, Factor, Match
from idp.mfa.policy import APP, rank
from idp.mfa.services import methods
from idp.sessions import known_browsers

__all__ = ["Rejected", "Verified", "begin", "verify"]


@dataclass(frozen=True)
class Verified:
    """The factor is proved, and its code is used up."""

    factor_type: str


def begin(user: User, factor_type: str, *, binding: str, since: datetime | None = None, request: HttpRequest) -> Sent | TooSoon:
    """Send what the answer is about. ``since``: when the sign-in began.

    Raises: AppError where this way may not be used; Throttled.
    """
    factor = BY_TYPE[factor_type]
    if factor.begin is None or factor_type not in methods(user):
        raise AppError("factor_unavailable", "This way cannot be used here.", status=403)
    return factor.begin(Beginning(user, binding, request, since))


def verify(
    user: User,
    factor_type: str,
    code: str,
    *,
    binding: str,
    request: HttpRequest,
    interaction_id: str = "",
    sid: str = "",
    client_id: str = "",
) -> Verified | Rejected:
    """Judge one typed code. Never inside a transaction: the count must survive a rejection.

    Raises: Throttled (HardStop where only another factor helps); AppError where a stored factor cannot be read.
    """
    factor = BY_TYPE[factor_type]
    event: dict[str, Any] = {
        "request": request,
        "subject": user.sub,
        "interaction_id": interaction_id,
        "sid": sid,
        "client_id": client_id,
    }
    if factor.read(code) is None:  # nobody guesses by it, so nothing is counted
        return rejected(factor.misshapen if code.strip() else "missing")
    if factor_type not in methods(user):
        return _refused(factor, rejected("unavailable"), event)
    guess = count_guess(user, factor, request)
    try:
        found = factor.store.load(user, binding)
    except keyring.DecryptionError as error:
        _refused(factor, rejected("unavailable"), event, reason="the stored factor cannot be read")
        raise AppError("factor_unreadable", "Your authenticator cannot be checked at the moment.", status=503) from error
    if isinstance(found, Rejected):
        return _refused(factor, found, event)
    outcome = factor.check(Attempt(code, found, clock.unix_time(), factor.store.mac))
    if isinstance(outcome, Match):
        if not _accept(user, factor, outcome, event):
            return _refused(factor, rejected("replayed", guess.attempts_left), event)
        guesses.proved(guess)
        guesses.lift(user, browser=guess.browser)
        factor.store.settled(user, outcome, request)
        return Verified(factor_type)
    if outcome.reason == "wrong":
        return _wrong(user, factor, min(guess.attempts_left, _tries_left(found)), guess, event)
    if outcome.reason == "used":
        guesses.refund(guess)  # it was a code of theirs: nobody guesses one
    return _refused(factor, rejected(outcome.reason, guess.attempts_left), event)


def count_guess(user: User, factor: Factor, request: HttpRequest) -> guesses.Charge:
    """Count a guess at a factor, in a budget of its own where the person was signed in before. Raises: Throttled, HardStop.

    A password that was chosen by mail makes no such place: each mailed link would be worth ten more guesses at the app.
    """
    known = known_browsers.signed_in(user, request)
    if not guesses.trusted(user, factor.type, known):
        rates.check(Door.SECOND_FACTOR, ip=http.client_ip(request))
    return guesses.charge(user, factor.type, browser=known, request=request)


@transaction.atomic
def _accept(user: User, factor: Factor, match: Match, event: dict[str, Any]) -> bool:
    """Spend, and let what is recorded and told follow from it."""
    if not factor.store.spend(user, match):
        return False
    record(Action.USER_FACTOR_PROVE, actor=user.sub, detail={"factor": factor.type}, **event)
    if rank(factor.acr) >= rank(APP):
        User.objects.filter(pk=user.pk).update(password_by_mail=False)  # the owner's app stands beside the new password
    factor.store.spent(user, match, event["request"])
    return True


def _wrong(user: User, factor: Factor, attempts_left: int, guess: guesses.Charge, event: dict[str, Any]) -> Rejected:
    """A wrong code after the right password: the owner hears of it, at most once a day."""
    answer = _refused(factor, rejected("wrong", attempts_left), event)
    try:
        rates.hit(Door.FAILURE_MAIL, account=user.sub)
    except rates.RateExceeded:
        pass
    else:
        mail.send("factor_failed", user.email, asked_from(event["request"]), locale=user.locale)
    if not guess.browser:
        rates.hit(Door.SECOND_FACTOR, ip=http.client_ip(event["request"]))
    return answer


def _refused(factor: Factor, answer: Rejected, event: dict[str, Any], *, reason: str = "") -> Rejected:
    record(Action.USER_FACTOR_PROVE, outcome="refused", reason=reason or answer.reason, detail={"factor": factor.type}, **event)
    return answer


def _tries_left(found: tuple[Credential, ...]) -> int:
    return min((int(credential.facts.get("tries_left", guesses.FREE)) for credential in found), default=guesses.FREE)
