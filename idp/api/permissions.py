"""Who may call a view: nobody, unless the view says which scope it needs. Spec: RFC 6750 §3.1; RFC 9470 §3."""

from typing import Any, cast

from django.conf import settings
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from idp.accounts import roles
from idp.accounts.models import User
from idp.accounts.roles import Act
from idp.core import clock
from idp.lifecycle.administration import NotAllowed
from idp.mfa import policy, services
from idp.oidc.access import Access
from idp.protocol.errors import OAuthError
from idp.protocol.rfc9470_step_up import StepUpRequired


class InsufficientScope(OAuthError):
    """The access token lacks a scope; the challenge names what is needed."""

    def __init__(self, scope: str) -> None:
        super().__init__("insufficient_scope", "The access token lacks the scope of this call.", redirectable=False)
        self.scope = scope


class DenyAll(BasePermission):
    """The default: a view without permissions is closed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return False


def scopes(*needed: str) -> type[BasePermission]:
    """A permission that demands every scope of ``needed``."""

    class HasScopes(BasePermission):
        required_scopes = needed

        def has_permission(self, request: Request, view: Any) -> bool:
            if request.auth is None:
                return False
            if not set(needed) <= cast(Access, request.auth).scopes:
                raise InsufficientScope(" ".join(needed))
            return True

    return HasScopes


class Fresh(BasePermission):
    """Demands a proof by the strongest factor that the person has, within the sudo limit.

    The strongest one that exists, so that a person with e-mail codes only can add an authenticator app.
    """

    at_least = ""

    def has_permission(self, request: Request, view: Any) -> bool:
        if request.auth is None:
            return False
        token = cast(Access, request.auth)
        enrolled = policy.strongest(services.factor_facts(cast(User, request.user)))
        strongest = max(enrolled, self.at_least, key=policy.rank)
        is_recent = clock.now() - token.authenticated_at <= settings.IDP.sudo_lifetime
        if policy.rank(token.acr) < policy.rank(strongest) or not is_recent:
            raise StepUpRequired(
                acr_values=strongest,
                max_age_seconds=int(settings.IDP.sudo_lifetime.total_seconds()),
                detail=f"has {token.acr}, needs {strongest}, recent: {is_recent}",
            )
        return True


class FreshApp(Fresh):
    """The same for whoever acts on other people: by an authenticator app at least, as in the console."""

    at_least = policy.STAFF_ACR


def staff(act: Act) -> type[BasePermission]:
    """A permission for whoever's role allows ``act``; which people it reaches is asked for each."""

    class HasRole(BasePermission):
        def has_permission(self, request: Request, view: Any) -> bool:
            if request.auth is None:
                return False
            if not roles.may(cast(User, request.user), act):
                raise NotAllowed
            return True

    return HasRole
