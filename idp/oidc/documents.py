"""Public documents as prebuilt bytes: ETag, five minutes of caching, readable from every origin.

Spec: RFC 9110 §8.8.3, §13.1.2.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

MAX_AGE_SECONDS = 300
_PREFLIGHT = {  # whatever headers a program's own instruments add: nothing is read of them (Fetch Standard §3.3.5)
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "600",
}


@dataclass(frozen=True)
class Document:
    """A JSON document's bytes and their entity tag."""

    body: bytes
    etag: str


def build(members: Mapping[str, Any]) -> Document:
    """Serialize once."""
    body = json.dumps(members, separators=(",", ":")).encode()
    return Document(body, etag_of(body))


def etag_of(body: bytes) -> str:
    """The entity tag of these bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether the caller has it already."""
    return etag in {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}


def answer(request: HttpRequest, document: Document) -> HttpResponse:
    """200 with the document, 304 to who has it, 204 to a preflight of any origin, 405 to other methods than GET and HEAD."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=_PREFLIGHT)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, OPTIONS"})
    if is_known(request, document.etag):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(document.body, content_type="application/json")
    response.headers["ETag"] = document.etag
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
