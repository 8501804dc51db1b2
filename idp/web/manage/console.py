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

from idp.core.routes import Policy, route
from idp.web.guards import Visitor, admin_required, see_other


@dataclass(frozen=True)
class Section:
    """One entry of the console's navigation; ``route`` names its first page, every path below belongs to it."""

    title: Any
    route: str

    @property
    def path(self) -> str:
        """Where it begins; empty for a section that this console does not have."""
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""


SECTIONS = (
    Section(gettext_lazy("Clients"), "manage-clients"),
    Section(gettext_lazy("Users"), "manage-users"),
    Section(gettext_lazy("Groups"), "manage-groups"),
    Section(gettext_lazy("Audit"), "manage-audit"),
)


def sections(path: str) -> list[tuple[Section, bool]]:
    """The sections that exist, each with whether ``path`` lies in it."""
    found = [(section, section.path) for section in SECTIONS]
    return [(section, path == start or path.startswith(f"{start}/")) for section, start in found if start]


def page(request: HttpRequest, who: Visitor, template: str, facts: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """A page of the console: ``facts`` and the frame."""
    frame = {"who": who.user, "sections": sections(request.path)}
    return render(request, template, frame | dict(facts), status=status)


@route(Policy.ADMIN)
@require_safe
@admin_required
def home(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /manage/: to the first section."""
    return see_other(sections(request.path)[0][0].path)
