"""Django admin as a window on the raw rows: behind our sign-in, read-only, without secrets or digests.

Changes go through services; nobody signs in, out or changes a password here. Django lets whoever sees a list filter it by any
column of its row, secrets included, letter by letter; here only what a page names filters (CWE-202).
"""

from typing import Any, NoReturn, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from idp.accounts.models import Group, User
from idp.audit.models import Event
from idp.clients.models import Client, Consent, Resource
from idp.lifecycle import administration, directory
from idp.lifecycle.administration import Deed
from idp.sessions.models import Session
from idp.web import guards, local

INDEX = "/admin/"
LONGEST_SEARCH = 100  # each word is looked for in each column that is searched
_OF_A_LIST = frozenset({"q", "o", "p", "all", "_facets"})  # search, order, page, counts


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

    def autocomplete_view(self, request: HttpRequest) -> NoReturn:
        """No form here looks anybody up."""
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

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """What the list names as a filter, as its links write it, and nothing else."""
        return lookup in {f"{name}{suffix}" for name in self.list_filter for suffix in ("", "__exact", "__isnull")}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The list; 400 for a filter that is none."""
        given = dict(request.GET.lists())
        is_known = all(name in _OF_A_LIST or self.lookup_allowed(name, values, request) for name, values in given.items())
        is_clean = not any("\x00" in value for values in given.values() for value in values)
        if not (is_known and is_clean and len(request.GET.get("q", "")) <= LONGEST_SEARCH):
            raise BadRequest
        return super().changelist_view(request, extra_context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """A value that cannot be looked for is the caller's mistake. A list that was searched down to one person is a look."""
        try:
            found = super().get_changelist_instance(request)
        except (IncorrectLookupParameters, ValueError, OverflowError):
            raise BadRequest from None
        people = {person.pk: person for row in found.result_list if (person := self.person_of(row))} if found.query else {}
        if len(people) == 1:
            self._look(request, *people.values())
        return found

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; whose it is, is looked at."""
        found = super().get_object(request, object_id, from_field)
        person = self.person_of(found) if found is not None else None
        if person is not None:
            self._look(request, person)
        return found

    def person_of(self, row: Any) -> User | None:
        """Whose data a row holds."""
        return None

    @staticmethod
    def _look(request: HttpRequest, person: User) -> None:
        who = guards.visitor(request)
        if who is not None:  # the site let nobody else in
            administration.look(person, Deed(who.user, request=request))

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

    def person_of(self, row: Any) -> User | None:
        return cast(User, row)


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

    def person_of(self, row: Any) -> User | None:
        return cast(User | None, row.user)


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

    def person_of(self, row: Any) -> User | None:
        return directory.by_sub(row.subject or row.actor)


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

    def person_of(self, row: Any) -> User | None:
        return cast(User, row.user)


site = ReadOnlySite()
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
site.register(Client, ClientAdmin)
site.register(Resource, ResourceAdmin)
site.register(Consent, ConsentAdmin)
site.register(Session, SessionAdmin)
site.register(Event, EventAdmin)
