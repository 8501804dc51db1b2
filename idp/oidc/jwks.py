"""The published signing keys. Spec: RFC 7517 §5; OpenID Connect Discovery 1.0 §3 (jwks_uri)."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from idp.core.routes import Policy, route
from idp.oidc import documents, keys
from idp.oidc.documents import Document


@route(Policy.PUBLIC, machine=True)
def jwks(request: HttpRequest) -> HttpResponse:
    """GET /oauth2/jwks."""
    published = keys.public_jwks()
    return documents.answer(request, _document(tuple(key["kid"] for key in published["keys"])))


@lru_cache(maxsize=4)
def _document(_kids: tuple[str, ...]) -> Document:
    return documents.build(keys.public_jwks())
