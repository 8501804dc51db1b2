"""Mails that tell people what happened to their account. A mail never names what only the owner may know twice over."""

from typing import Any

from django.db import transaction

from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.core import mail


def tell_about_blocked_guesses(payload: dict[str, Any], _sealed: dict[str, str]) -> None:
    """The outbox handler of `limits.guesses.BLOCKED`: the owner learns once per streak that somebody is guessing."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    if user is None:
        return
    factor_class = str(payload["factor_class"])
    with transaction.atomic():
        record(Action.RATE_REFUSE, outcome="refused", reason=f"guess budget: {factor_class}", subject=user.sub)
        mail.send("guesses_blocked", user.email, {"is_password": factor_class == "password"}, locale=user.locale)
