"""A page with a form, as it is first shown and as it is shown again when what was sent does not hold."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from idp.interaction.pages import Invalid


def form_page(request: HttpRequest, template: str, facts: Mapping[str, Any], invalid: Invalid | None = None) -> HttpResponse:
    """The page; with ``invalid`` its errors, what was typed, its status, and when to come back."""
    if invalid is None:
        return render(request, template, dict(facts))
    said = {"errors": invalid.errors, "has_errors": bool(invalid.errors), "wait": invalid.wait}
    response = render(request, template, {**facts, **invalid.values, **said}, status=invalid.status)
    if invalid.retry_after_seconds:
        response["Retry-After"] = str(invalid.retry_after_seconds)
    return response
