"""Whether a browser keeps cookies: asked by a redirect that sets one, where something is missing that a cookie should hold.

A page may as well be too old, or be opened in another browser: whoever sends any cookie of ours back keeps them, and is told
that instead. The mark on the redirect is signed and soon too old, so that a copied address claims nothing.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

PARAMETER = "cookies"
_LASTS_SECONDS = 60
_signer = TimestampSigner(salt="cookie test")


def obstacle(request: HttpRequest) -> HttpResponse | None:
    """The redirect that asks, or the page that says that no cookies are kept; None: they are, or a form was sent."""
    if request.COOKIES or request.method not in {"GET", "HEAD"}:
        return None
    if _was_asked(request):
        return _page(request)
    others = [(name, value) for name, values in request.GET.lists() for value in values if name != PARAMETER]
    response = HttpResponse(status=303)
    response["Location"] = f"{request.path}?{urlencode([*others, (PARAMETER, _signer.sign('asked'))])}"
    response.set_cookie(
        settings.COOKIE_TEST_NAME, "1", max_age=_LASTS_SECONDS, secure=settings.IDP.is_https, httponly=True, samesite="Lax"
    )
    return response


def _was_asked(request: HttpRequest) -> bool:
    try:
        _signer.unsign(request.GET.get(PARAMETER, ""), max_age=_LASTS_SECONDS)
    except BadSignature:
        return False
    return True


def _page(request: HttpRequest) -> HttpResponse:
    facts = {
        "title": _("Your browser keeps no cookies"),
        "code": "no_cookies",
        "advice": _(
            "Signing in needs them: they hold what you have proved, and nothing is read by other sites. Allow cookies for "
            "this site, then go back to where you came from, or open the link in your mail again."
        ),
        "log_reference": getattr(request, "request_id", ""),
    }
    return render(request, "idp/error.html", facts, status=400)
