"""The language of a page: which there are, who has a say in which order, and the cookie that keeps a choice.

What the person chose on a page > ui_locales of the request > the person's own locale > Accept-Language > English. The chooser
is links to the page itself with ``?lang=de``: nothing names another place, so there is nowhere to be redirected to but here.
Spec: BCP 47; RFC 4647 §3.4 (lookup); OpenID Connect Core §3.1.2.1 (ui_locales); RFC 9110 §12.5.4.
"""

import unicodedata
from collections.abc import Iterable
from enum import IntEnum
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.encoding import escape_uri_path, iri_to_uri
from django.utils.http import escape_leading_slashes

from idp.core import support
from idp.core.http import is_machine

PARAMETER = "lang"
LONGEST_KEPT = 2048  # characters of a query that links of the chooser repeat
_TAGS, _TAG_LENGTH = 10, 35
_COOKIE_SECONDS = 365 * 24 * 3600
_FIRST_STRONG, _POP = "\u2068", "\u2069"


class Say(IntEnum):
    """Who named the language; the higher one wins."""

    BROWSER = 1
    PERSON = 2
    CLIENT = 3
    CHOICE = 4


def match(tags: Iterable[str]) -> str:
    """The first of these language tags that is spoken here, longest prefix first (``de-AT`` -> ``de``); "" for none."""
    spoken = dict(settings.LANGUAGES)
    for tag in islice(tags, _TAGS):
        parts = tag[:_TAG_LENGTH].lower().split("-")
        while parts:
            if (candidate := "-".join(parts)) in spoken:
                return candidate
            parts.pop()
    return ""


def prefer(request: HttpRequest, tags: str, say: Say) -> None:
    """Draw the page in the first spoken language of ``tags`` (space-separated), unless somebody with more say named one."""
    found = match(tags.split()) if getattr(request, "language_say", Say.BROWSER) <= say else ""
    if found:
        _speak(request, found, say)


def _speak(request: HttpRequest, language: str, say: Say) -> None:
    translation.activate(language)
    request.LANGUAGE_CODE = language
    request.language_say = say  # type: ignore[attr-defined]  # ours, on Django's request


def remember(response: HttpResponse, language: str) -> None:
    """Keep a choice in this browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_COOKIE_SECONDS,
        path="/",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def choices(request: HttpRequest) -> list[dict[str, Any]]:
    """The chooser: each language by its own name, with the link to this very page in it, but for a long query."""
    is_kept = len(request.META.get("QUERY_STRING", "")) <= LONGEST_KEPT
    rest = [piece for piece in _pieces(request) if not _is_choice(piece)] if is_kept else []
    return [
        {
            "code": code,
            "name": name,
            "dir": "rtl" if translation.get_language_info(code)["bidi"] else "ltr",
            "href": iri_to_uri("?" + "&".join([f"{PARAMETER}={code}", *rest])),
            "is_current": code == translation.get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def page_context(request: HttpRequest) -> dict[str, object]:
    """What every template may show: the deployment's name and issuer, whom to ask, and the languages."""
    named = {"site_name": settings.IDP.name, "issuer": settings.IDP.public_url}
    return named | {"support_url": support.url(), "support": support.words(), "languages": choices(request)}


def chosen(request: HttpRequest) -> str:
    """The language that somebody chose in this browser; "" for none."""
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return kept if kept in dict(settings.LANGUAGES) else ""


class LanguageMiddleware:
    """Take a choice, or draw the page in the language that has the most say. Machine endpoints speak English."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if is_machine(request.path_info):
            with translation.override(settings.LANGUAGE_CODE):
                return self.get_response(request)
        wanted = _wanted(request)
        if wanted:
            return _keep(request, wanted)
        with translation.override(settings.LANGUAGE_CODE):
            if kept := chosen(request):
                _speak(request, kept, Say.CHOICE)
            else:
                _speak(request, translation.get_language_from_request(request), Say.BROWSER)
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def _wanted(request: HttpRequest) -> str:
    """The language that a link of the chooser asks for; a link on another site sets nothing (GET has a side effect here)."""
    wanted = [piece.partition("=")[2] for piece in _pieces(request) if _is_choice(piece)]
    if request.method not in {"GET", "HEAD"} or len(wanted) != 1 or wanted[0] not in dict(settings.LANGUAGES):
        return ""
    return wanted[0] if _is_from_here(request) else ""


def _is_from_here(request: HttpRequest) -> bool:
    """Whether the request comes from a page of ours or from the address bar. Spec: Fetch Metadata (Sec-Fetch-Site)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    referer = request.headers.get("Referer", "")  # older browsers; ours send it within the site
    return not referer or referer.startswith(f"{settings.IDP.public_url}/")


def _keep(request: HttpRequest, language: str) -> HttpResponse:
    """The same address without the choice."""
    rest = "&".join(piece for piece in _pieces(request) if not _is_choice(piece))
    here = escape_leading_slashes(escape_uri_path(request.path))  # "//host" would be another site
    response = HttpResponse(status=303, headers={"Location": iri_to_uri(f"{here}?{rest}" if rest else here)})
    remember(response, language)
    return response


def _pieces(request: HttpRequest) -> list[str]:
    query = request.META.get("QUERY_STRING", "")
    return query.split("&") if query else []


def _is_choice(piece: str) -> bool:
    return piece.partition("=")[0] == PARAMETER


def is_right_to_left(text: str) -> bool:
    """Whether any of it is written, or told to be shown, from right to left."""
    return any(unicodedata.bidirectional(each) in {"R", "AL", "AN", "RLE", "RLO", "RLI"} for each in text)


def isolated(text: str) -> str:
    """Foreign text inside a sentence of plain text, so that neither turns the other's order around (UAX 9, FSI and PDI)."""
    inner = text.replace(_FIRST_STRONG, "").replace(_POP, "")
    return f"{_FIRST_STRONG}{inner}{_POP}"
