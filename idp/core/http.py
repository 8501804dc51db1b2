"""The edge of HTTP: who calls, which chain a path takes, and the headers of every answer."""

import ipaddress
import logging
import re
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import structlog
import ua_parser
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.middleware import csrf
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from idp.core import metrics, secrets

MACHINE_PREFIXES = ("/.well-known/", "/api/v1/", "/livez", "/readyz", "/metrics")
APP_ASSETS = "/app/assets/"
MACHINE_PATHS = frozenset(
    f"/oauth2/{name}"
    for name in ("token", "userinfo", "introspect", "revoke", "jwks", "par", "device_authorization", "register")
) | {"/app/config.json"}
INTERACTION_PREFIXES = ("/interaction/", "/oauth2/authorize", "/oauth2/logout", "/password/forgot")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_FORWARDED_LENGTH = 4096
_ADDRESS = re.compile(
    r"(\[(?P<bracketed>[0-9A-Fa-f:.]{2,45})\](:[0-9]{1,5})?"
    r"|(?P<dotted>[0-9.]{7,15}):[0-9]{1,5}|(?P<plain>[0-9A-Fa-f:.]{2,45}))",
)
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
PROBES = frozenset({"/livez", "/readyz", "/metrics"})  # they build no URL, and orchestrators ask by address
FORM = "application/x-www-form-urlencoded"
log = structlog.get_logger("idp.http")


def is_machine(path: str) -> bool:
    """Whether a path is for programs: no session, CSRF, language or page headers, never HTML."""
    return path in MACHINE_PATHS or path.startswith(MACHINE_PREFIXES)


def client_ip(request: HttpRequest) -> str:
    """The caller's address."""
    return caller(request.META.get("REMOTE_ADDR", ""), request.META.get("HTTP_X_FORWARDED_FOR", ""))


def caller(peer: str, forwarded: str) -> str:
    """The caller's address: the peer, walked back through exactly the configured trusted proxies.

    ``forwarded`` is X-Forwarded-For; the header Forwarded (RFC 7239) is not read. An entry that is not an address ends the
    walk at the proxy that sent it. Of an over-long header only the end is read: what proxies appended, not what the caller
    made up.
    """
    try:
        address = _plain_address(peer)
    except ValueError:
        return peer or "127.0.0.1"  # a Unix socket has no address
    hops = forwarded[-_FORWARDED_LENGTH:].split(",")
    while hops and _is_trusted(address):
        try:
            address = _plain_address(hops.pop())
        except ValueError:
            break
    return str(address)


def _plain_address(text: str) -> IPAddress:
    """An address as proxies write one: perhaps quoted, with a port, in brackets, or IPv4 mapped into IPv6.

    Raises: ValueError, also for a zone (``fe80::1%eth0``): that is free text of any length.
    """
    match = _ADDRESS.fullmatch(text.strip().strip('"'))
    if match is None:
        raise ValueError("not an address")
    address = ipaddress.ip_address(match["bracketed"] or match["dotted"] or match["plain"])
    return getattr(address, "ipv4_mapped", None) or address


def _is_trusted(address: IPAddress) -> bool:
    return any(address in network for network in _networks(tuple(settings.IDP.trusted_proxies)))


def network(ip: str, v4_prefix: int, v6_prefix: int) -> str:
    """The network of an address, IPv4 in IPv6 taken as IPv4; text that is no address is its own network."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    prefix = v4_prefix if address.version == 4 else v6_prefix
    return str(ipaddress.ip_network((address.packed, prefix), strict=False))


@lru_cache(maxsize=16)
def _networks(entries: tuple[str, ...]) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(entry) for entry in entries]


def user_agent(request: HttpRequest) -> str:
    """The User-Agent header as text of at most 300 characters without control characters."""
    return "".join(c for c in request.META.get("HTTP_USER_AGENT", "")[:300] if c.isprintable())


@lru_cache(maxsize=1024)
def device_words(agent: str) -> str:
    """A User-Agent as people say it: ``Firefox on Linux``."""
    parsed = ua_parser.parse(agent)
    browser = parsed.user_agent.family if parsed.user_agent else "Unknown browser"
    return f"{browser} on {parsed.os.family}" if parsed.os else browser


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller is a program rather than a person with a browser."""
    return is_machine(request.path_info)


def is_form(request: HttpRequest) -> bool:
    """Whether the body is a percent-encoded form. It is ASCII that stands for UTF-8, whatever charset its type names.

    Spec: RFC 6749 appendix B; WHATWG URL Standard §5.
    """
    return request.content_type == FORM


class EdgeMiddleware:
    """The outermost layer: method allow-list, host check, request id, time taken, one access-log line."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request.request_id = secrets.token(72)  # type: ignore[attr-defined]  # ours, on Django's request; so below
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.request_id)  # type: ignore[attr-defined]
        if is_form(request):
            request._encoding = "utf-8"  # type: ignore[attr-defined]  # its setter would parse the query, where nothing catches
        response = self._answer(request)
        if not response.streaming and not response.content:
            del response.headers["Content-Type"]  # nothing has no type: programs would parse what it promises
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        if settings.SECURE_HSTS_SECONDS:  # said here because TLS ends at the proxy, so no request looks secure to Django
            response.headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        seconds, route = time.perf_counter() - started, route_of(request)
        metrics.requests.labels(route, f"{response.status_code // 100}xx").observe(seconds)
        level = logging.INFO if response.status_code < 500 else logging.ERROR
        log.log(level, "request", method=request.method, route=route, status=response.status_code, ms=round(seconds * 1000, 1))
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method not in _METHODS:
            return HttpResponse(status=405)
        if not _host_is_ours(request):
            return HttpResponse("This host name is not served here.", status=400, content_type="text/plain")
        response: HttpResponse = self.get_response(request)
        return response


def route_of(request: HttpRequest) -> str:
    """The pattern of a path, for logs and metrics: paths of reset and undo links are secrets, and there is no end of paths."""
    if request.resolver_match is not None:
        return f"/{request.resolver_match.route}"
    return "static" if request.path_info.startswith((settings.STATIC_URL, APP_ASSETS)) else "none"


def _host_is_ours(request: HttpRequest) -> bool:
    host, _ = split_domain_port(request.META.get("HTTP_HOST", ""))
    expected, _ = split_domain_port(settings.IDP.host)
    return host == expected or request.path_info in PROBES


class StaticMiddleware(WhiteNoiseMiddleware):  # type: ignore[misc]  # whitenoise is untyped
    """Static files and the React app's, hashed and compressed beforehand, before anything else looks at the request."""

    def __init__(self, get_response: Any) -> None:
        super().__init__(get_response)
        if settings.APP_DIST is not None:
            self.add_files(settings.APP_DIST / "assets", prefix=APP_ASSETS)

    def add_files(self, root: Any, prefix: str | None = None) -> None:
        """Serve a folder; one that is not there has no files."""
        if Path(root).is_dir():
            super().add_files(root, prefix)

    def immutable_file_test(self, path: str, url: str) -> bool:
        """Whether a name has a hash in it: Django's manifest says so of its own, Vite gives one to every asset."""
        return url.startswith(APP_ASSETS) or bool(super().immutable_file_test(path, url))


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise is untyped
    """Hashed names from the manifest; before `collectstatic` the plain ones."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        """The hashed name, or the plain one where the file is not collected yet."""
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:
            return name


class PagesOnly:
    """Mixin: machine paths pass a middleware by."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if is_machine(request.path_info):
            return self.get_response(request)
        return super().__call__(request)  # type: ignore[misc]  # of the middleware that this is mixed into


class PageHeadersMiddleware:
    """What every page carries: CSP, no framing, COOP, HSTS, and no-store, since each page may hold personal data.

    No COOP on what a client may show in a window that it opened, redirects and errors included: the browser would cut that
    window off from its opener, for good, and the client would wait for an answer for ever. Spec: HTML, "Cross-origin opener
    policies".
    """

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        self.chain = SecurityMiddleware(XFrameOptionsMiddleware(CSPMiddleware(get_response)))

    def __call__(self, request: HttpRequest) -> Any:
        if is_machine(request.path_info):
            return self.get_response(request)
        response: Any = self.chain(request)
        if request.path_info.startswith(INTERACTION_PREFIXES):
            del response.headers["Cross-Origin-Opener-Policy"]
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response


class CsrfMiddleware(PagesOnly, csrf.CsrfViewMiddleware):
    """Django's CSRF check for the forms outside interactions; those carry a token of their own."""
