"""Every refusal of the API as one problem document. Spec: RFC 9457; RFC 6750 §3 and RFC 9470 §3 for the challenge."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from idp.api.permissions import InsufficientScope
from idp.audit import anonymous
from idp.audit.events import Action, record
from idp.core import secrets
from idp.core.errors import AppError
from idp.lifecycle.administration import NotAllowed
from idp.protocol import rfc6750_bearer
from idp.protocol.errors import OAuthError
from idp.protocol.rfc9470_step_up import StepUpRequired

CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: ("invalid_request", "The request is not valid."),
    401: ("authentication_required", "An access token is required."),
    403: ("forbidden", "This is not allowed."),
    404: ("not_found", "There is nothing here."),
    405: ("method_not_allowed", "This method is not available here."),
    406: ("not_acceptable", "The answer is application/json."),
    415: ("unsupported_media_type", "The body must be application/json in UTF-8."),
}
log = structlog.get_logger("idp.api")


def problem(error: Exception, context: Mapping[str, Any]) -> Response:
    """DRF's exception handler: no exception leaves the API as anything but a problem document."""
    if isinstance(error, OAuthError):
        return _oauth(error, context["request"])
    if isinstance(error, NotAllowed):
        reference = _recorded(context["request"], error.code)
        return document(error.status, error.code, error.title, extra={"reference": reference})
    if isinstance(error, AppError):
        return document(error.status, error.code, error.title, errors=error.fields, extra=error.extra, headers=error.headers)
    if isinstance(error, OperationalError):
        log.error("database unavailable", error=type(error).__name__)
        return document(503, "unavailable", "The service is not available at the moment.", headers={"Retry-After": "5"})
    framework = _as_framework_error(error)
    return _unexpected(error) if framework is None else _framework(framework)


def document(
    status: int,
    code: str,
    title: str,
    *,
    detail: str = "",
    errors: Mapping[str, object] | None = None,
    extra: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document; ``code`` names the problem for programs and ends its ``type``. Spec: RFC 9457 §3.1."""
    members: dict[str, object] = {
        "type": f"{settings.IDP.public_url}/api/docs#{code}",
        "title": title,
        "status": status,
        "code": code,
    }
    if detail:
        members["detail"] = detail
    if errors:
        members["errors"] = errors
    return Response({**(extra or {}), **members}, status=status, headers=dict(headers or {}), content_type=CONTENT_TYPE)


def _recorded(request: Request, reason: str) -> str:
    """Record that a call was refused; returns the event's reference."""
    token = getattr(request._request, "auth", None)  # request.auth would authenticate again
    detail = {"method": request.method or "", "path": request.path_info[:200]}
    if token is None:
        return anonymous.record_refusal(Action.ACCESS_REFUSE, reason=reason, request=request._request, detail=detail)
    return record(
        Action.ACCESS_REFUSE,
        outcome="refused",
        reason=reason,
        request=request._request,
        actor=token.sub,
        subject=token.sub,
        client_id=token.client_id,
        sid=token.sid or "",
        detail=detail,
    )


def _oauth(error: OAuthError, request: Request) -> Response:
    reference = _recorded(request, f"{error.error}: {error.detail}")
    attributes: dict[str, str] = {}
    if isinstance(error, InsufficientScope):
        attributes = {"scope": error.scope}
    elif isinstance(error, StepUpRequired):
        attributes = error.attributes()
    challenge = rfc6750_bearer.challenge(settings.IDP.api_resource, error, **attributes)
    return document(
        error.status,
        error.error,
        error.description or HTTPStatus(error.status).phrase,
        extra={"reference": reference},
        headers={"WWW-Authenticate": challenge} | error.headers,
    )


def _as_framework_error(error: Exception) -> exceptions.APIException | None:
    if isinstance(error, exceptions.APIException):
        return error
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, SuspiciousOperation):
        return exceptions.ParseError("")
    return None


def _framework(error: exceptions.APIException) -> Response:
    """DRF's own errors: their fixed title by status; a parse error's text is ours, the others' may quote the caller."""
    code, title = _TITLES.get(error.status_code, ("invalid_request", "The request is not valid."))
    challenge = getattr(error, "auth_header", None)
    return document(
        error.status_code,
        code,
        title,
        detail=str(error.detail) if isinstance(error, exceptions.ParseError) else "",
        errors=error.detail if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict) else None,
        headers={"WWW-Authenticate": challenge} if challenge else None,
    )


def _unexpected(error: Exception) -> Response:
    reference = secrets.reference()
    log.error("unexpected error", reference=reference, exc_info=error)
    return document(500, "internal_error", "Something went wrong on our side.", extra={"reference": reference})
