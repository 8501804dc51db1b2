"""The edge of the machine endpoints: one form in, JSON out. Spec: RFC 6749 §3.2, §5.1, §5.2, appendix B."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse

from idp.core import http
from idp.protocol.errors import OAuthError
from idp.protocol.parameters import MAX_BYTES, Parameters, parse


def read(request: HttpRequest) -> Parameters:
    """The parameters of a POST: a form in the body, nothing in the query.

    Raises: OAuthError with status 400, 405, 413 or 415. Spec: RFC 6749 §3.2.
    """
    if request.method != "POST":
        raise OAuthError("invalid_request", "Use POST.", status=405, headers={"Allow": "POST, OPTIONS"}, redirectable=False)
    if request.META.get("QUERY_STRING"):
        raise OAuthError("invalid_request", "Send parameters in the body only.", redirectable=False)
    check_content_type(request)
    return parse(body(request))


def check_content_type(request: HttpRequest) -> None:
    """Raises: OAuthError 415 for anything but a form; parameters of the type say nothing (WHATWG URL §5.2: it has none)."""
    if not http.is_form(request):
        raise OAuthError("invalid_request", "Send application/x-www-form-urlencoded.", status=415, redirectable=False)
    if request.META.get("HTTP_CONTENT_ENCODING", "identity") not in {"identity", ""}:
        raise OAuthError("invalid_request", "Send the form uncompressed.", status=415, redirectable=False)


def body(request: HttpRequest) -> bytes:
    """The body, at most 64 KiB. Raises: OAuthError 413."""
    too_large = OAuthError("invalid_request", "The request is larger than 64 KiB.", status=413, redirectable=False)
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
            raise too_large
        return request.body
    except (ValueError, RequestDataTooBig) as error:
        raise too_large from error


def respond(members: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """A JSON answer that nobody stores. Spec: RFC 6749 §5.1."""
    response = HttpResponse(json.dumps(members, separators=(",", ":")), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response


def refuse(error: OAuthError) -> HttpResponse:
    """The error response of a machine endpoint. Spec: RFC 6749 §5.2."""
    return respond(error.parameters(), status=error.status, headers=error.headers)
