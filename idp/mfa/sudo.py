"""A sensitive act needs the strongest factor that the person has, proved a moment ago. Spec: OWASP ASVS 7.5.3."""

from django.conf import settings

from idp.accounts.models import User
from idp.core import clock
from idp.mfa.policy import rank, strongest
from idp.mfa.services import factor_facts
from idp.sessions.models import Session


def is_fresh(session: Session, user: User, *, at_least: str = "") -> bool:
    """Whether this session proved the person's strongest factor within IDP_SUDO_LIFETIME, and the acr ``at_least``."""
    if session.user_id != user.pk or session.fresh_at is None or session.ended_at is not None:
        return False
    is_recent = clock.now() - session.fresh_at <= settings.IDP.sudo_lifetime
    return is_recent and rank(session.fresh_acr) >= max(rank(at_least), rank(strongest(factor_facts(user))))
