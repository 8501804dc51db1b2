"""A person's recovery codes: making, counting, importing. They are shown once and known to us only as MACs."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.http import HttpRequest
from django.utils import formats
from django.utils.text import slugify
from django.utils.translation import gettext as _

from idp.accounts.address_codes import asked_from
from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.core import clock, mail
from idp.core.errors import AppError
from idp.mfa.factors import recovery_codes
from idp.mfa.models import RecoveryCode, RecoverySet
from idp.mfa.stores import recovery_mac, recovery_macs


@transaction.atomic
def renew(user: User, request: HttpRequest | None = None, *, sid: str = "", interaction_id: str = "") -> list[str]:
    """Replace the person's set; returns the codes, which cannot be read again. ``sid`` is whose browser asked for it."""
    codes = make_set(user)
    User.objects.filter(pk=user.pk).update(factors_version=F("factors_version") + 1)
    record(
        Action.USER_RECOVERY_RENEW, request=request, actor=user.sub, subject=user.sub, sid=sid, interaction_id=interaction_id
    )  # fmt: skip
    mail.send("recovery_renewed", user.email, asked_from(request), locale=user.locale)
    return codes


def make_set(user: User) -> list[str]:
    """A new set in the caller's transaction, without record or mail: for enrolment, which has its own."""
    codes = recovery_codes.generate()
    _store(user, codes, is_saved=False)
    return codes


@transaction.atomic
def import_codes(user: User, codes: Iterable[str]) -> bool:
    """Give a person exactly these codes, on the word of an operator; False if they are that set already.

    Codes of the set that were spent stay spent. Raises: AppError for a code that is not XXXXX-XXXXX.
    """
    normalised = [recovery_codes.normalise(code) for code in codes]
    if not normalised or None in normalised or len(set(normalised)) != len(normalised):
        message = "Write recovery codes as XXXXX-XXXXX, each once."
        raise AppError("bad_recovery_code", message, status=422, fields={"codes": [message]})
    known = set(RecoveryCode.objects.filter(set__user=user).values_list("code_mac", flat=True))
    if len(known) == len(normalised) and all(known & set(recovery_macs(user.sub, code)) for code in normalised if code):
        return False
    _store(user, [code for code in normalised if code is not None], is_saved=True)
    record(Action.USER_RECOVERY_RENEW, actor="operator", subject=user.sub)
    return True


def left(user: User) -> int:
    """How many codes can still be used."""
    return RecoveryCode.objects.filter(set__user=user, spent_at=None).count()


def as_file(codes: Iterable[str], account: str) -> dict[str, str]:
    """The codes as a text to keep, for a link that works without JavaScript: what they are for, whose, and since when."""
    site, date = settings.IDP.name, formats.date_format(clock.now(), "DATE_FORMAT")
    title = _("%(site)s recovery codes for %(account)s") % {"site": site, "account": account}
    made = _("Made on %(date)s. Each works once.") % {"date": date}
    text = f"{title}\n{made}\n\n" + "\n".join(codes) + "\n"
    name = slugify(site) or "gatehouse"
    return {"download": "data:text/plain;charset=utf-8," + quote(text), "file_name": f"{name}-recovery-codes.txt"}


def used_at(user: User) -> datetime | None:
    """When a code of the current set was last used: since then a phone may be lost."""
    found: datetime | None = RecoveryCode.objects.filter(set__user=user).aggregate(at=Max("spent_at"))["at"]
    return found


def mark_saved(user: User) -> None:
    """The person says that the codes are saved; they are not shown or asked about again."""
    RecoverySet.objects.filter(user=user, saved_at=None).update(saved_at=clock.now())


def _store(user: User, codes: Iterable[str], *, is_saved: bool) -> None:
    """Replace the set. The person's row is locked first, so that of two sets at once one is complete and the other gone."""
    User.objects.select_for_update().get(pk=user.pk)
    RecoverySet.objects.filter(user=user).delete()
    moment = clock.now()
    replacement = RecoverySet.objects.create(user=user, created_at=moment, saved_at=moment if is_saved else None)
    normalised = (recovery_codes.normalise(code) for code in codes)
    RecoveryCode.objects.bulk_create(
        RecoveryCode(set=replacement, code_mac=recovery_mac(user.sub, code)) for code in normalised if code is not None
    )
