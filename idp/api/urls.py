"""The paths below ``/api/v1/``."""

from typing import Any

from django.urls import path

from idp.api.endpoint import Endpoint
from idp.api.views.activity import Activity, NotMe
from idp.api.views.apps import Apps, OneApp
from idp.api.views.authenticators import Authenticators, OneAuthenticator, TotpConfirmation, TotpEnrolment
from idp.api.views.credentials import Email, EmailConfirmation, Password
from idp.api.views.data import Deletion, Export
from idp.api.views.me import EmailCode, Me
from idp.api.views.recovery_codes import RecoveryCodes, RecoveryCodesSaved
from idp.api.views.sessions import OneSession, OtherSessions, Sessions
from idp.api.views.users import Lock, OneUser, ResetMfa, SignOut, Unlock, Users
from idp.core.routes import Policy, route


def bearer(view: type[Endpoint]) -> Any:
    """A view for programs with an access token; its own ``permissions`` name the scopes."""
    return route(Policy.BEARER, machine=True)(view.as_view())


urlpatterns = [
    path("me", bearer(Me)),
    path("me/password", bearer(Password)),
    path("me/email", bearer(Email)),
    path("me/email/confirm", bearer(EmailConfirmation)),
    path("me/email-code", bearer(EmailCode)),
    path("me/activity", bearer(Activity)),
    path("me/activity/not-me", bearer(NotMe)),
    path("me/export", bearer(Export)),
    path("me/deletion", bearer(Deletion)),
    path("me/apps", bearer(Apps)),
    path("me/apps/<str:client_id>", bearer(OneApp)),
    path("me/sessions", bearer(Sessions)),
    path("me/sessions/revoke-others", bearer(OtherSessions)),
    path("me/sessions/<str:handle>", bearer(OneSession)),
    path("me/authenticators", bearer(Authenticators)),
    path("me/authenticators/totp", bearer(TotpEnrolment)),
    path("me/authenticators/totp/<str:id>/confirm", bearer(TotpConfirmation)),
    path("me/authenticators/<str:id>", bearer(OneAuthenticator)),
    path("me/recovery-codes", bearer(RecoveryCodes)),
    path("me/recovery-codes/saved", bearer(RecoveryCodesSaved)),
    path("users", bearer(Users)),
    path("users/<str:sub>", bearer(OneUser)),
    path("users/<str:sub>/lock", bearer(Lock)),
    path("users/<str:sub>/unlock", bearer(Unlock)),
    path("users/<str:sub>/sign-out", bearer(SignOut)),
    path("users/<str:sub>/reset-mfa", bearer(ResetMfa)),
]
