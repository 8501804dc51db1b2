"""Mails about what happened to an account, where what they tell comes from several rooms. Acceptance statement E10."""

from typing import Any

from django.db import transaction

from idp.clients import registry
from idp.core import clock, http, mail
from idp.lifecycle import not_me
from idp.sessions.models import Session


@transaction.atomic
def tell_of_new_browser(payload: dict[str, Any], _sealed: dict[str, str]) -> None:
    """The outbox handler of `sessions.NEW_BROWSER`: the owner learns of a sign-in with a browser not seen before."""
    session = Session.objects.select_related("user").filter(pk=payload["session_id"]).first()
    if session is None or session.user is None or not session.user.is_active:
        return
    client = registry.get(session.client_id) if session.client_id else None
    facts = {
        "at": clock.to_unix(session.created_at),
        "device": http.device_words(session.user_agent) if session.user_agent else "",
        "ip": session.ip,
        "client_name": client.name if client else "",
    }
    sealed = {"link": not_me.link_for(session)}
    mail.send("new_sign_in", session.user.email, facts, sealed=sealed, locale=session.user.locale)
