"""The API's description for programs, built once in a process. Spec: OpenAPI 3.1."""

from functools import cache

from django.http import HttpRequest, HttpResponse

from idp.api.reference import docs, document
from idp.core.routes import Policy, route
from idp.oidc import documents
from idp.oidc.documents import Document

__all__ = ["docs", "schema"]


@route(Policy.PUBLIC)
def schema(request: HttpRequest) -> HttpResponse:
    """GET /api/schema."""
    return documents.answer(request, _document())


@cache
def _document() -> Document:
    return documents.build(document())
