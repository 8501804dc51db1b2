"""The pages of Django's own refusals: bad request, forbidden, not found, server error. Programs get JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from idp.core.http import wants_json


def _answer(request: HttpRequest, status: int, code: str, title: str, advice: str = "", **ways: object) -> HttpResponseBase:
    if wants_json(request):
        return JsonResponse({"error": code}, status=status, headers={"Cache-Control": "no-store"})
    facts = {"title": title, "code": code, "advice": advice, "log_reference": getattr(request, "request_id", "")} | ways
    return render(request, "idp/error.html", facts, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """400, for what Django refuses before a view runs."""
    return _answer(request, 400, "invalid_request", _("This request cannot be read"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """403."""
    title, advice = _("You may not see this page"), _("Sign in with an account that may.")
    return _answer(request, 403, "forbidden", title, advice, is_other_account_needed=True)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """404."""
    return _answer(request, 404, "not_found", _("This page does not exist"), _("Check the address."))


def server_error(request: HttpRequest) -> HttpResponseBase:
    """500: fixed text, no template context, no database."""
    request_id = getattr(request, "request_id", "")
    if wants_json(request):
        return JsonResponse({"error": "server_error"}, status=500, headers={"Cache-Control": "no-store"})
    text = f"Something went wrong on our side. Try again in a moment. Reference: {request_id}\n"
    return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """403 for a form without our token: it was open too long, or it came from elsewhere."""
    return _answer(
        request,
        403,
        "csrf",
        _("This page was open too long"),
        _("Nothing was changed. Open the page again and try once more."),
        again=request.path,
    )
