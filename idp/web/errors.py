"""The pages of Django's own refusals: bad request, forbidden, not found, server error. Programs get JSON."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from idp.core.http import wants_json

RETRY_AFTER_SECONDS = "5"


def answer(request: HttpRequest, status: int, code: str, title: str, advice: str = "", **ways: object) -> HttpResponseBase:
    """An error page, or its code as JSON for a program; ``ways`` are the ways on that the page shows."""
    if wants_json(request):
        return JsonResponse({"error": code}, status=status, headers={"Cache-Control": "no-store"})
    facts = {"title": title, "code": code, "advice": advice, "log_reference": getattr(request, "request_id", "")} | ways
    return render(request, "idp/error.html", facts, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400, for what Django refuses before a view runs."""
    return answer(request, 400, "invalid_request", _("This request cannot be read"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403."""
    title, advice = _("You may not see this page"), _("Sign in with an account that may.")
    return answer(request, 403, "forbidden", title, advice, is_other_account_needed=True)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    return answer(request, 404, "not_found", _("This page does not exist"), _("Check the address."))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500, or 503 while the database is away or has chosen another transaction: fixed text, no template, no database."""
    is_away = isinstance(sys.exception(), (OperationalError, InterfaceError))
    status, error = (503, "temporarily_unavailable") if is_away else (500, "server_error")
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": RETRY_AFTER_SECONDS} if is_away else {})
    if wants_json(request):
        return JsonResponse({"error": error}, status=status, headers=headers)
    text = f"Something went wrong on our side. Try again in a moment. Reference: {getattr(request, 'request_id', '')}\n"
    return HttpResponse(text, status=status, headers=headers, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403 for a form without our token: it was open too long, came from elsewhere, or the browser keeps no cookies."""
    if not request.COOKIES and request.headers.get("Origin") == settings.IDP.public_url:
        title = _("This form came without a cookie")
        advice = _("Nothing was changed. Allow cookies for this site, open the page again and try once more.")
        return answer(request, 403, "csrf", title, advice, again=request.path)
    return answer(
        request,
        403,
        "csrf",
        _("This page was open too long"),
        _("Nothing was changed. Open the page again and try once more."),
        again=request.path,
    )
