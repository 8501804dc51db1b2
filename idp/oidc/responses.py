"""Authorization responses: one responder for success and error, for both response modes, always with ``iss``.

Spec: RFC 6749 §4.1.2; RFC 9207 §2; OAuth 2.0 Form Post Response Mode 1.0.
"""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render


def form_action(redirect_uri: str) -> list[str]:
    """Where a form of a live interaction may end up, for CSP: the web, and the client's private scheme if it has one."""
    scheme = urlsplit(redirect_uri).scheme
    return ["https:", "http:"] + ([f"{scheme}:"] if scheme not in {"https", "http"} else [])


def respond(
    request: HttpRequest, redirect_uri: str, response_mode: str, parameters: Mapping[str, str], *, state: str = ""
) -> HttpResponseBase:
    """Send ``parameters`` to a validated redirect_uri. ``state`` is echoed exactly; absent stays absent."""
    members = dict(parameters) | ({"state": state} if state else {}) | {"iss": settings.IDP.public_url}
    if response_mode == "form_post":
        return _form_post(request, redirect_uri, members)
    response = HttpResponse(status=303)
    separator = "&" if "?" in redirect_uri else "?"
    response["Location"] = f"{redirect_uri}{separator}{urlencode(members)}"
    response["Cache-Control"] = "no-store"
    return response


def _form_post(request: HttpRequest, redirect_uri: str, members: Mapping[str, str]) -> HttpResponseBase:
    page = render(request, "oidc/form_post.html", {"action": redirect_uri, "members": members})
    page["Cache-Control"] = "no-store"
    answer: HttpResponseBase = csp_update({"form-action": form_action(redirect_uri)})(lambda _request: page)(request)
    return answer
