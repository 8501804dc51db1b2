"""Django admin as a window on the raw rows: behind our sign-in, read-only, without secrets or digests.

Changes go through services; nobody signs in, out or changes a password here.
"""

from typing import Any, NoReturn

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from idp.accounts.models import Group, User
from idp.audit.models import Event
from idp.clients.models import Client, Consent, Resource
from idp.sessions.models import Session
from idp.web import guards, local

INDEX = "/admin/"


class ReadOnlySite(admin.AdminSite):
    """Administrators with a fresh proof; whoever else comes goes through the provider's own sign-in."""

    site_header = site_title = _("Records")
    index_title = _("What is stored, row by row, only to be read. Changes are made under Manage.")
    site_url = "/manage/clients"

    def has_permission(self, request: HttpRequest) -> bool:
        return guards.admin_obstacle(request) is None

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page here: to be read; POST is for signing out."""
        return require_http_methods(["GET", "HEAD", "POST"])(super().admin_view(view, cacheable))

    @method_decorator(require_http_methods(["GET", "HEAD", "POST"]))
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Not a login page: the way to ours."""
        wanted = request.GET.get("next", INDEX)
        return_to = wanted if local.safe_path(wanted) == wanted else INDEX
        obstacle: HttpResponseBase | None = guards.admin_obstacle(request, return_to)
        return obstacle if obstacle is not None else guards.see_other(return_to)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Our sign-out page, which also tells the clients."""
        return guards.see_other("/oauth2/logout")

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> NoReturn:
        """Not here."""
        raise Http404

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> NoReturn:
        """Not here."""
        raise Http404


class ReadOnly(admin.ModelAdmin):
    """Rows to look at; ``fields`` names each column that may be seen."""

    actions = None
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> NoReturn:
        """Django's log of changes stays empty; the audit events are the history."""
        raise Http404

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        """404 instead of Django's message, which would need a middleware of its own."""
        raise Http404


class UserAdmin(ReadOnly):
    """People."""

    list_display = ("email", "sub", "name", "email_verified_at", "is_active", "is_admin", "created_at")
    list_filter = ("is_active", "is_admin")
    search_fields = ("email", "name", "sub")
    fields = (
        "sub", "email", "email_verified_at", "name", "claims", "locale", "groups", "is_active", "is_admin", "epoch",
        "created_at", "updated_at",
    )  # fmt: skip


class ClientAdmin(ReadOnly):
    """Registered clients."""

    list_display = ("client_id", "name", "application_type", "token_endpoint_auth_method", "enabled", "trusted", "verified")
    list_filter = ("enabled", "application_type", "token_endpoint_auth_method")
    search_fields = ("client_id", "name")
    fields = (
        "client_id", "name", "application_type", "token_endpoint_auth_method", "grant_types", "redirect_uris",
        "post_logout_redirect_uris", "allowed_origins", "scope", "resources", "introspection_audiences",
        "id_token_signed_response_alg", "require_pkce", "default_acr_values", "minimum_acr", "backchannel_logout_uri",
        "backchannel_logout_session_required", "trusted", "verified", "enabled", "version", "owned_by_file",
        "created", "updated",
    )  # fmt: skip


class SessionAdmin(ReadOnly):
    """Sign-ins of browsers."""

    list_display = ("sid", "user", "acr", "created_at", "last_seen_at", "ended_at", "end_reason", "ip")
    list_select_related = ("user",)
    search_fields = ("sid", "user__email")
    ordering = ("-created_at",)
    fields = (
        "sid", "user", "created_at", "last_seen_at", "expires_at", "authenticated_at", "acr", "amr", "fresh_at", "fresh_acr",
        "epoch", "deployment_epoch", "ended_at", "end_reason", "ip", "user_agent",
    )  # fmt: skip


class EventAdmin(ReadOnly):
    """Audit events."""

    list_display = ("at", "action", "outcome", "reason", "subject", "client_id", "reference")
    list_filter = ("outcome", "action")
    search_fields = ("reference", "subject", "actor", "client_id", "sid", "interaction_id")
    ordering = ("-at", "-pk")
    fields = (
        "reference", "at", "action", "outcome", "reason", "actor", "subject", "client_id", "sid", "interaction_id", "ip",
        "user_agent", "detail",
    )  # fmt: skip


class GroupAdmin(ReadOnly):
    """Groups of people."""

    list_display = fields = ("name", "mfa_policy", "file_fields")


class ResourceAdmin(ReadOnly):
    """Resource servers."""

    list_display = fields = ("identifier", "scopes", "owned_by_file")


class ConsentAdmin(ReadOnly):
    """What people allowed clients."""

    list_display = fields = ("user", "client", "redirect_host", "scopes", "granted_at")
    list_select_related = ("user", "client")


site = ReadOnlySite()
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
site.register(Client, ClientAdmin)
site.register(Resource, ResourceAdmin)
site.register(Consent, ConsentAdmin)
site.register(Session, SessionAdmin)
site.register(Event, EventAdmin)
