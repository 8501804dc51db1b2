"""The frame of the console: its sections, as far as they exist, around each page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from idp.accounts import roles
from idp.accounts.models import User
from idp.accounts.roles import Act
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.web.guards import Visitor, see_other, staff_required


@dataclass(frozen=True)
class Section:
    """One entry of the console's navigation; ``route`` names its first page, every path below belongs to it."""

    title: Any
    route: str
    act: Act = Act.MANAGE_CLIENTS  # who may not do this does not see the section

    @property
    def path(self) -> str:
        """Where it begins; empty for a section that this console does not have."""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""


SECTIONS = (
    Section(gettext_lazy("Clients"), "manage-clients"),
    Section(gettext_lazy("Users"), "manage-users", Act.FIND),
    Section(gettext_lazy("Groups"), "manage-groups", Act.CHANGE_GROUPS),
    Section(gettext_lazy("Audit"), "manage-audit", Act.READ_AUDIT),
)


def sections(path: str, user: User) -> list[tuple[Section, bool]]:
    """The sections that exist and are this person's business, each with whether ``path`` lies in it."""
    found = [(section, section.path) for section in SECTIONS if roles.may(user, section.act)]
    return [(section, path == start or path.startswith(f"{start}/")) for section, start in found if start]


def page(request: HttpRequest, who: Visitor, template: str, facts: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the console: ``facts`` and the frame."""
    frame = {"who": who.user, "sections": sections(request.path, who.user)}
    return render(request, template, frame | dict(facts), status=status)


def messages(error: AppError | None) -> dict[str, str]:
    """What a form shows of a refusal: by field, or above the form."""
    if error is None:
        return {}
    return {name: " ".join(words) for name, words in error.fields.items()} or {"form": error.title}


@route(Policy.STAFF)
@require_safe
@staff_required(Act.FIND)
def home(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /manage: to the first section."""
    return see_other(sections(request.path, who.user)[0][0].path)
