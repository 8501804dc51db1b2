"""The administrators' pages about what happened: look through the events, export them, ask for one reference, see the chain.

Nothing here changes an event; an export is itself recorded, and so is a look at one person's events. Spec: OWASP ASVS 16.4.2.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from idp.accounts.roles import Act
from idp.audit import seals, search, verification
from idp.audit.events import Action, record
from idp.audit.search import Filters
from idp.clients import registry
from idp.core import clock
from idp.core.errors import AppError
from idp.core.routes import Policy, route
from idp.lifecycle import administration, directory, redirects, why
from idp.lifecycle.administration import Deed
from idp.web.guards import Visitor, see_other, staff_required
from idp.web.manage import event_words
from idp.web.manage.console import messages, page

LIST = "/manage/audit"
FIELDS = ("since", "until", "action", "outcome", "subject", "actor", "client", "reference")
LONGEST = 255
CHECKED_LINKS = 200  # of the chain, on each look at the page
_FORMATS = {
    "csv": (search.as_csv, "text/csv; charset=utf-8"),
    "jsonl": (search.as_json_lines, "application/jsonl; charset=utf-8"),
}


@route(Policy.ADMIN)
@require_safe
@staff_required(Act.READ_AUDIT)
def events(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /manage/audit: the events that the filters let through, the newest first; ``before`` is where a page begins."""
    given = {name: _clean(request.GET.get(name, "")) for name in FIELDS}
    if given["reference"]:
        return see_other(f"{LIST}/{quote(given['reference'], safe='')}")
    facts: dict[str, Any] = {"given": given}
    status = 200
    try:
        given_subs = _with_subs(given)
        filters = Filters.parse(given_subs)
        for sub in {given_subs["subject"], given_subs["actor"]}:
            _look(request, who, sub)
        found = search.find(filters, request.GET.get("before", ""))
        onward = urlencode(_set(given) | {"before": found.before}) if found.before else ""
        facts |= {"rows": event_words.rows(found.events), "next": onward}
    except AppError as error:
        facts |= {"errors": messages(error), "has_errors": True}
        status = error.status
    return page(request, who, "web/manage/audit.html", facts | _choices() | _chain(), status=status)


@route(Policy.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Act.READ_AUDIT)
def export(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """POST /manage/audit/export: what the filters let through, as CSV or JSON lines, streamed. It is recorded first.

    A GET (somebody who had to prove themselves again) leads back to the form.
    """
    if request.method != "POST":
        return see_other(LIST)
    given = {name: _clean(request.POST.get(name, "")) for name in FIELDS}
    writer, content_type = _FORMATS.get(request.POST.get("format", ""), _FORMATS["jsonl"])
    try:
        filters = Filters.parse(_with_subs(given))
        reason = administration.checked_reason(request.POST.get("reason", ""))
    except AppError as error:
        facts = {"given": given, "errors": messages(error), "has_errors": True, "reason": request.POST.get("reason", "")[:400]}
        return page(request, who, "web/manage/audit.html", facts | _choices() | _chain(), status=error.status)
    detail = {"format": request.POST.get("format", "jsonl")[:5], "filters": filters.told()}
    record(Action.AUDIT_EXPORT, actor=who.user.sub, reason=reason, request=request, detail=detail)
    response = StreamingHttpResponse(writer(filters), content_type=content_type)
    name = f"audit-{clock.now():%Y%m%dT%H%M%SZ}.{'csv' if writer is search.as_csv else 'jsonl'}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@route(Policy.ADMIN)
@require_http_methods(["GET", "HEAD"])
@staff_required(Act.READ_AUDIT)
def one_reference(request: HttpRequest, who: Visitor, reference: str) -> HttpResponse:
    """GET /manage/audit/<reference>: what `idp why` tells about it."""
    try:
        told = why.report(reference[:LONGEST])
    except why.UnknownReference as error:
        message = {"reference": _("Nothing is recorded under it.")}
        unknown = {"given": {"reference": _clean(reference)}, "errors": message, "has_errors": True}
        return page(request, who, "web/manage/audit.html", unknown | _choices() | _chain(), status=error.status)
    _look(request, who, told.get("subject", ""))
    finding = redirects.recorded(told["facts"])
    facts: dict[str, Any] = {
        "told": told,
        "at": datetime.fromisoformat(told["at"]),
        "what": event_words.action_words(told["action"]),
        "outcome": event_words.OUTCOMES.get(told["outcome"], told["outcome"]),
        "history": [_in_words(one) for one in told["history"]],
        "asked": why.pairs(told["asked"]),
        "recorded": why.pairs(told["facts"]),
        "subject": directory.by_sub(told.get("subject", "")),
        "actor": directory.by_sub(told.get("actor", "")) if told.get("actor") != told["client_id"][:64] else None,
        "client_name": client.name if (client := registry.get(told["client_id"])) else "",
    } | (redirects.compared(finding) if finding else {})
    return page(request, who, "web/manage/reference.html", facts)


def _in_words(one: dict[str, str]) -> dict[str, Any]:
    """A line of the history as people read it."""
    outcome = event_words.OUTCOMES.get(one["outcome"], one["outcome"])
    return one | {"at": datetime.fromisoformat(one["at"]), "what": event_words.action_words(one["action"]), "outcome": outcome}


def _look(request: HttpRequest, who: Visitor, sub: str) -> None:
    """What is recorded of one person is that person's data."""
    person = directory.by_sub(sub) if sub else None
    if person is not None:
        administration.look(person, Deed(who.user, request=request))


def _with_subs(given: dict[str, str]) -> dict[str, str]:
    """People may be named by address; events know their sub."""
    found = dict(given)
    for name in ("subject", "actor"):
        if "@" in given[name]:
            person = directory.by_address(given[name])
            if person is None:
                message = _("Nobody has this e-mail address.")
                raise AppError("unknown_user", message, status=400, fields={name: [message]})
            found[name] = person.sub
    return found


def _set(given: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


def _choices() -> dict[str, Any]:
    actions = [(str(words), action.value) for action, words in event_words.WORDS.items()]
    actions.sort(key=lambda pair: pair[0].casefold())
    return {"actions": actions, "outcomes": [(event_words.OUTCOMES[one], one) for one in search.OUTCOMES]}


def _chain() -> dict[str, Any]:
    return {
        "anchor": seals.head(),
        "unsealed": seals.unsealed().count(),
        "fault": verification.recent(CHECKED_LINKS),
        "checked_links": CHECKED_LINKS,
    }


def _clean(text: str) -> str:
    return "".join(character for character in text[:LONGEST] if character.isprintable()).strip()
