"""The table of contents: every public path, its view, its specification."""

from django.urls import include, path

from idp.accounts.links import Purpose
from idp.api.schema import docs, schema
from idp.interaction import views as interaction
from idp.oidc.authorize import authorize
from idp.oidc.introspect import introspect
from idp.oidc.jwks import jwks
from idp.oidc.logout import logout
from idp.oidc.metadata import metadata
from idp.oidc.revoke import revoke
from idp.oidc.token import token
from idp.oidc.userinfo import userinfo
from idp.web import (
    account,
    account_data,
    account_email,
    account_language,
    account_password,
    account_username,
    account_ways_back,
    errors,
    health,
    invitations,
    password,
    react_app,
)
from idp.web.admin_site import site
from idp.web.mailed_links import opener
from idp.web.manage import console

urlpatterns = [
    path(".well-known/openid-configuration", metadata),  # OpenID Connect Discovery 1.0
    path(".well-known/oauth-authorization-server", metadata),  # RFC 8414
    path(".well-known/change-password", account_password.well_known),  # W3C A Well-Known URL for Changing Passwords
    path("oauth2/authorize", authorize),  # RFC 6749 §3.1, OpenID Connect Core §3.1.2
    path("oauth2/token", token),  # RFC 6749 §3.2
    path("oauth2/userinfo", userinfo),  # OpenID Connect Core §5.3
    path("oauth2/introspect", introspect),  # RFC 7662
    path("oauth2/revoke", revoke),  # RFC 7009
    path("oauth2/jwks", jwks),  # RFC 7517
    path("oauth2/logout", logout),  # OpenID Connect RP-Initiated Logout 1.0
    path("interaction/", include("idp.interaction.urls")),
    path("register", interaction.register),
    path("invitation/<str:token>", opener(Purpose.INVITATION, invitations.INVITATION)),
    path("invitation", invitations.invitation),
    path("enrolment/<str:token>", opener(Purpose.ENROLMENT, invitations.ENROLMENT)),
    path("enrolment", invitations.enrolment),
    path("password/forgot", password.forgot),
    path("password/reset/<str:token>", opener(Purpose.RESET_PASSWORD, password.RESET)),
    path("password/reset", password.reset),
    path("password/changed", password.changed),
    path("", account.front),
    path("account", account.home, name="account"),
    path("account/mfa", account.mfa, name="account-mfa"),
    path("account/data", account_data.data),
    path("account/data/export", account_data.export),
    path("account/data/delete", account_data.delete),
    path("account/data/keep", account_data.keep),
    path("account/not-me", account_ways_back.not_me),
    path("account/not-me/<str:token>", opener(Purpose.NOT_ME, account_ways_back.NOT_ME)),
    path("account/keep", account_ways_back.keep),
    path("account/keep/<str:token>", opener(Purpose.KEEP_ACCOUNT, account_ways_back.KEEP)),
    path("account/language", account_language.language),
    path("account/username", account_username.username),
    path("account/password", account_password.change),
    path("account/email", account_email.ask),
    path("account/email/code", account_email.confirm),
    path("account/email/undo/<str:token>", opener(Purpose.UNDO_EMAIL, account_email.UNDO)),
    path("account/email/undo", account_email.undo),
    path("account/email/undone", account_email.undone),
    path("app", react_app.to_its_page),
    path("app/", react_app.page),
    path("app/<slug:name>", react_app.page),  # the app's own routes; its files: core.http.StaticMiddleware
    path("app/<slug:name>/", react_app.to_its_page),
    path("app/config.json", react_app.config),
    path("manage", console.home),
    path("manage/", include("idp.web.manage.urls")),
    path("admin/", site.urls),
    path("api/v1/", include("idp.api.urls")),
    path("api/schema", schema),  # OpenAPI 3.1
    path("api/docs", docs),
    path("livez", health.livez),
    path("readyz", health.readyz),
    path("metrics", health.metrics),  # Prometheus text format
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error
