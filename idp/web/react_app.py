"""The React app under /app/: one page for each of its own routes, and its configuration, written at run time (ADR 14).

Its hashed files come from `core.http.StaticMiddleware`. Spec: W3C Content Security Policy Level 3; security case CS-01.
"""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from idp.clients import account_console, registry
from idp.core import languages
from idp.core.http import APP_ASSETS
from idp.core.routes import Policy, route
from idp.web import errors


@route(Policy.PUBLIC)
@require_safe
def to_its_page(request: HttpRequest, name: str = "") -> HttpResponseBase:
    """GET /app, /app/<name>/: a slash too few or too many, where the relative addresses in the page would lead astray."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"/app/{name}?{query}" if query else f"/app/{name}")


@route(Policy.PUBLIC)
@require_safe
def page(request: HttpRequest, name: str = "") -> HttpResponseBase:
    """GET /app/ and /app/<name>: the app, whichever of its pages is meant; without it, what to do instead."""
    fault = account_console.fault(registry.fresh)
    if fault:
        title, advice = _("The account app is not available here"), _("Your account has pages of its own.")
        return errors.answer(request, 404, fault, title, advice, way_on="/account", doctor=True)
    assert settings.APP_DIST is not None
    html = (settings.APP_DIST / "index.html").read_bytes()
    response: HttpResponseBase = csp_replace(_policy())(lambda _request: HttpResponse(html))(request)
    return response


@route(Policy.PUBLIC, machine=True)
@require_safe
def config(request: HttpRequest) -> HttpResponseBase:
    """GET /app/config.json: whom the app asks, as which client, and in which language, where one was chosen on our pages."""
    fault = account_console.fault(registry.fresh)
    if fault:
        return errors.answer(request, 404, fault, "")
    body = {"issuer": settings.IDP.public_url, "client_id": settings.IDP.app_client_id}
    language = languages.chosen(request)  # its cookie is HttpOnly
    return JsonResponse(body | ({"language": language} if language else {}), headers={"Cache-Control": "no-store"})


def _policy() -> dict[str, list[str]]:
    """Narrower than our pages': code from the build alone, none made of text, no form. The rest is as everywhere."""
    host = settings.IDP.host
    assets = "'self'" if host.startswith("[") else f"{settings.IDP.public_url}{APP_ASSETS}"  # CSP cannot name an IPv6 address
    return {
        "script-src": [assets],
        "style-src": [assets],
        "form-action": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
    }
