"""Mails that tell people what happened to their account. A mail never names what only the owner may know twice over."""

from typing import Any

from django.db import transaction

from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.core import http, mail


def tell_about_blocked_guesses(payload: dict[str, Any], _sealed: dict[str, str]) -> None:
    """The outbox handler of `limits.guesses.BLOCKED`: the owner learns once per streak of guesses, and from where."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    if user is None:
        return
    factor_class = str(payload["factor_class"])
    caller = {"ip": payload["ip"], "user_agent": payload["user_agent"]}
    device = http.device_words(caller["user_agent"]) if caller["user_agent"] else ""
    facts = {"is_password": factor_class == "password", "at": payload["at"], "ip": caller["ip"], "device": device}
    with transaction.atomic():
        budget = {"budget": factor_class}
        record(Action.RATE_REFUSE, outcome="refused", reason="guess budget", subject=user.sub, detail=budget, **caller)
        mail.send("guesses_blocked", user.email, facts, locale=user.locale)
