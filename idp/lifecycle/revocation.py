"""Ending everybody's access at once: after a backup was restored, or when keys or the database were in foreign hands."""

from django.db import transaction

from idp.audit.events import Action, record
from idp.interaction import services as interactions
from idp.sessions import services as sessions


@transaction.atomic
def revoke_all(reason: str, *, actor: str) -> int:
    """Every session, grant, token and mailed link ends, and every sign-in under way; returns the deployment's new epoch.

    Accounts, passwords, authenticators and consents stay. Nobody is told: clients learn it when they use a token.
    """
    epoch = sessions.raise_deployment_epoch()
    interactions.forget_all()
    record(Action.DEPLOYMENT_REVOKE, actor=actor, reason=reason, detail={"epoch": epoch})
    return epoch
