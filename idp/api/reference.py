"""The API's description for people: one plain page from the OpenAPI document, without scripts. Spec: OpenAPI 3.1."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from idp.core.routes import Policy, route
from idp.oidc import documents

_building = Lock()  # the generator's settings are the process's
METHODS = ("get", "post", "put", "patch", "delete")
DOCUMENT_SETTINGS = {"POSTPROCESSING_HOOKS": [], "SCHEMA_PATH_PREFIX": "/api/v1"}  # enums stay where they are used


@dataclass(frozen=True)
class Member:
    """A member of a JSON body: its dotted name, its type in words, what it means."""

    name: str
    kind: str
    words: str


@dataclass(frozen=True)
class Operation:
    """One call."""

    anchor: str
    method: str
    path: str
    summary: str
    description: str
    scopes: tuple[str, ...]
    asks: tuple[Member, ...]  # of the query
    takes: tuple[Member, ...]
    gives: tuple[tuple[str, tuple[Member, ...]], ...]  # (status, members)


@route(Policy.PUBLIC)
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """GET /api/docs."""
    described = _in_words(get_language() or settings.LANGUAGE_CODE)
    facts = {"described": described, "audience": settings.IDP.api_resource, "schema_url": "/api/schema"}
    response = render(request, "api/docs.html", facts)
    etag = documents.etag_of(response.content)
    if documents.is_known(request, etag):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"  # its language is this browser's
    return response


@lru_cache(maxsize=len(settings.LANGUAGES))
def _in_words(_language: str) -> SafeString:
    """All calls, as the page in the language that is active tells them: once in a process."""
    return render_to_string("api/_operations.html", {"operations": list(operations(document()))})


def document() -> dict[str, Any]:
    """The OpenAPI document of the API, not to be changed: whoever asks first has it built."""
    with _building:
        return _built()


@cache
def _built() -> dict[str, Any]:
    with patched_settings(DOCUMENT_SETTINGS), override(settings.LANGUAGE_CODE):
        described: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return described


def operations(described: Mapping[str, Any]) -> Iterator[Operation]:
    """The calls of an OpenAPI document, by path."""
    schemas = described.get("components", {}).get("schemas", {})
    for path, item in sorted(described["paths"].items()):
        for method in METHODS:
            if method in item:
                yield _operation(path, method, item[method], schemas)


def _operation(path: str, method: str, found: Mapping[str, Any], schemas: Mapping[str, Any]) -> Operation:
    gives = [
        (status, tuple(_members(_schema(answer), schemas)))
        for status, answer in found["responses"].items()
        if status != "default"
    ]
    return Operation(
        anchor=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found.get("summary", ""),
        description=found.get("description", "").replace("``", ""),
        scopes=tuple(scope for demand in found.get("security", []) for scopes in demand.values() for scope in scopes),
        asks=tuple(_asked(found.get("parameters", ()))),
        takes=tuple(_members(_schema(found.get("requestBody", {})), schemas)),
        gives=tuple(gives),
    )


def _asked(parameters: Iterable[Mapping[str, Any]]) -> Iterator[Member]:
    for found in parameters:
        if found["in"] == "query":
            yield Member(found["name"], _kind(found["schema"]), str(found.get("description", "")))


def _schema(body: Mapping[str, Any]) -> Mapping[str, Any]:
    content = body.get("content", {})
    first: Mapping[str, Any] = next(iter(content.values()), {})
    found: Mapping[str, Any] = first.get("schema", {})
    return found


def _members(schema: Mapping[str, Any], schemas: Mapping[str, Any], prefix: str = "") -> Iterator[Member]:
    resolved = _resolved(schema, schemas)
    for name, member in resolved.get("properties", {}).items():
        target = _resolved(member, schemas)
        is_list = target.get("type") == "array"
        inner = _resolved(target.get("items", {}), schemas) if is_list else target
        dotted = f"{prefix}{name}" + ("[]" if is_list else "")
        yield Member(dotted, _kind(inner), str(target.get("description", "")))
        yield from _members(inner, schemas, f"{dotted}.")


def _resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref") or next((part["$ref"] for part in schema.get("allOf", []) if "$ref" in part), "")
    resolved: Mapping[str, Any] = schemas.get(reference.rpartition("/")[2], schema) if reference else schema
    return resolved


def _kind(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "object")
    words = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if "format" in schema else words
