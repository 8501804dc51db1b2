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


@dataclass(frozen=True)
class Document:
    """A JSON document's bytes and their entity tag."""

    body: bytes
    etag: str


def build(members: Mapping[str, Any]) -> Document:
    """Serialize once."""
    body = json.dumps(members, separators=(",", ":")).encode()
    return Document(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def answer(request: HttpRequest, document: Document) -> HttpResponse:
    """200 with the document, 304 to who has it, 405 to other methods than GET and HEAD."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    if document.etag in {tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")}:
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(document.body, content_type="application/json")
    response.headers["ETag"] = document.etag
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE_SECONDS}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
