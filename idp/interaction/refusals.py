"""The error pages of interactions. A refusal leaves an audit event, and its page shows the reference; a flood leaves none."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from idp.audit import anonymous
from idp.audit.events import Action, record
from idp.core.errors import Throttled


def refuse(
    request: HttpRequest, title: str, code: str, status: int, *, interaction_id: str = "", subject: str = ""
) -> HttpResponse:
    """A page that says no. ``title`` and ``code`` are fixed texts; ``subject`` is whom it happens to, where that is known."""
    facts: dict[str, Any] = {"request": request, "interaction_id": interaction_id, "detail": {"error": code, "why": title}}
    if subject:
        reference = record(Action.AUTHORIZATION_DECIDE, outcome="refused", reason=code, subject=subject, **facts)
    else:
        reference = anonymous.record_refusal(Action.AUTHORIZATION_DECIDE, reason=code, **facts)
    shown = {"title": title, "code": code, "reference": reference, "again": interaction_id and f"/interaction/{interaction_id}"}
    return render(request, "idp/error.html", shown, status=status)


def too_many(request: HttpRequest, error: Throttled) -> HttpResponse:
    """The answer to a flood of new interactions."""
    facts = {
        "title": _("Too many attempts"),
        "code": "temporarily_unavailable",
        "advice": _("Try again in a minute."),
        "again": request.get_full_path() if request.method == "GET" else "",
        "log_reference": getattr(request, "request_id", ""),
    }
    response = render(request, "idp/error.html", facts, status=error.status)
    response["Retry-After"] = error.headers["Retry-After"]
    return response


def dead_end(request: HttpRequest) -> HttpResponse:
    """No way on with this interaction in this browser, and nothing told of it: the app that began it begins another one."""
    facts = {
        "title": _("This sign-in page is no longer valid"),
        "code": "expired_interaction",
        "advice": " ".join(
            (
                _("It was open too long, or it was started in another browser."),
                _("Go back to the app that you came from and start again."),
            )
        ),
        "log_reference": getattr(request, "request_id", ""),
    }
    return render(request, "idp/error.html", facts, status=400)
