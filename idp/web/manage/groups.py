"""The administrators' pages about groups: make one, say what it demands, put people in and take them out."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from idp.accounts import groups as rooms
from idp.accounts.models import Group, User
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.lifecycle import administration, directory
from idp.lifecycle.administration import Deed
from idp.web.guards import Visitor, admin_required, see_other
from idp.web.manage.console import messages, page

LIST = "/manage/groups"
_METHODS = ["GET", "HEAD", "POST"]
POLICIES = (
    ("", gettext_lazy("Nothing beyond what is demanded of everybody")),
    ("required", gettext_lazy("A second factor: an app, or a code by e-mail")),
    ("mfa", gettext_lazy("An authenticator app; people without one set it up when they sign in")),
)


@route(Policy.ADMIN)
@require_http_methods(_METHODS)
@admin_required
def groups(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /manage/groups: the list, and a new group."""
    if request.method != "POST":
        return _list(request, who)
    try:
        told = Deed(who.user, administration.checked_reason(request.POST.get("reason", "")), request).told()
        group = rooms.create(request.POST.get("name", ""), request.POST.get("mfa_policy", ""), **told)
    except AppError as error:
        return _list(request, who, error)
    return see_other(f"{path_of(group)}?done=created")


@route(Policy.ADMIN)
@require_http_methods(_METHODS)
@admin_required
def one_group(request: HttpRequest, who: Visitor, pk: int) -> HttpResponseBase:
    """GET or POST /manage/groups/<pk>: what it demands and who is in it; change, put in, take out, delete."""
    group = get_object_or_404(Group, pk=pk)
    act = _ACTS.get(request.POST.get("action", ""))
    if request.method != "POST" or act is None:
        return _page(request, who, group)
    try:
        deed = Deed(who.user, administration.checked_reason(request.POST.get("reason", "")), request)
        done = act(group, deed, request)
    except AppError as error:
        return _page(request, who, group, error)
    return see_other(LIST if done == "deleted" else f"{path_of(group)}?done={done}")


def _change(group: Group, deed: Deed, request: HttpRequest) -> str:
    rooms.update(group, request.POST.get("name", ""), request.POST.get("mfa_policy", ""), **deed.told())
    return "changed"


def _add(group: Group, deed: Deed, request: HttpRequest) -> str:
    administration.join(_called(request.POST.get("email", "")), group, deed)
    return "added"


def _remove(group: Group, deed: Deed, request: HttpRequest) -> str:
    person = directory.by_sub(request.POST.get("sub", ""))
    if person is not None:
        administration.leave(person, group, deed)
    return "removed"


def _delete(group: Group, deed: Deed, request: HttpRequest) -> str:
    rooms.delete(group, **deed.told())
    return "deleted"


def _release(group: Group, deed: Deed, request: HttpRequest) -> str:
    rooms.release(group, **deed.told())
    return "released"


_ACTS: dict[str, Callable[[Group, Deed, HttpRequest], str]] = {
    "change": _change,
    "add": _add,
    "remove": _remove,
    "release": _release,
    "delete": _delete,
}
_DONE = {
    "created": gettext_lazy("The group is made."),
    "changed": gettext_lazy("The group is changed."),
    "added": gettext_lazy("The person is in the group."),
    "removed": gettext_lazy("The person is no longer in the group."),
    "released": gettext_lazy("The group is changed."),
}


_QUESTIONS = frozenset({"delete", "release"})


def _called(email: str) -> User:
    person = directory.by_address(email)
    if person is None:
        message = _("Nobody has this e-mail address.")
        raise AppError("unknown_user", message, status=422, fields={"email": [message]})
    return person


def _list(request: HttpRequest, who: Visitor, error: AppError | None = None) -> HttpResponse:
    facts = {"groups": rooms.listed(), "policies": POLICIES} | _typed(request, error)
    return page(request, who, "web/manage/groups.html", facts, status=error.status if error else 200)


def _page(request: HttpRequest, who: Visitor, group: Group, error: AppError | None = None) -> HttpResponse:
    after = request.GET.get("after", "")[: directory.LONGEST]
    members = directory.members(group, after)
    leaving = directory.by_sub(request.GET.get("remove", request.POST.get("sub", "")))
    action = request.POST.get("action", "")
    facts = {
        "group": group,
        "locked": group.file_fields,
        "policies": POLICIES,
        "members": members.people,
        "after": members.after,
        "leaving": leaving if leaving is not None and leaving.groups.filter(pk=group.pk).exists() else None,
        "asks": asked if (asked := request.GET.get("ask", action)) in _QUESTIONS else "",
        "done": _DONE.get(request.GET.get("done", ""), ""),
        "action": action if error else "",
    }
    typed = _typed(request, error) if error else {"name": group.name, "mfa_policy": group.mfa_policy}
    if error and action != "change":
        typed |= {"name": group.name, "mfa_policy": group.mfa_policy}
    return page(request, who, "web/manage/group.html", facts | typed, status=error.status if error else 200)


def _typed(request: HttpRequest, error: AppError | None) -> dict[str, Any]:
    """What was typed comes back, with what is wrong with it."""
    fields = {name: request.POST.get(name, "")[:400] for name in ("name", "mfa_policy", "email", "reason")}
    return fields | {"errors": messages(error), "has_errors": error is not None}


def path_of(group: Group) -> str:
    """The group's page."""
    return f"{LIST}/{group.pk}"
