"""Route policies: who may call a view. A system check refuses a route without one (deny by default)."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

View = TypeVar("View", bound=Callable[..., Any])
EXTERNAL_PREFIXES = ("admin/",)  # Django's admin views are guarded by our AdminSite.has_permission


class Policy(StrEnum):
    """What a caller must have proved."""

    PUBLIC = "public"
    PENDING = "pending"  # an interaction bound to this browser
    SESSION = "session"  # a full session
    SUDO = "session+sudo"  # a full session with a fresh proof by the strongest factor
    ADMIN = "admin"  # an administrator's session with a fresh proof by an authenticator app or a recovery code
    STAFF = "staff"  # the same of an administrator or the helpdesk; the table of roles says what for
    CLIENT = "client"  # client authentication (RFC 6749 §2.3)
    BEARER = "bearer"  # an access token with a scope
    OPERATOR = "operator"  # loopback or the operator's token


def route(policy: Policy, *, machine: bool = False) -> Callable[[View], View]:
    """Declare a view's policy. ``machine`` views run without session, CSRF and page headers."""

    def declare(view: View) -> View:
        view.route_policy = policy  # type: ignore[attr-defined]  # a function carries what is declared of it; so below
        view.is_machine = machine  # type: ignore[attr-defined]
        if machine:
            view.csrf_exempt = True  # type: ignore[attr-defined]
        return view

    return declare


def patterns(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the URL map as (path pattern, URLPattern)."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, path)
        else:
            yield path, entry


@register("security")
def every_route_has_a_policy(**_: Any) -> list[CheckMessage]:
    """System check idp.E001: each public path declares who may call it."""
    return [
        Error(f"the route {path!r} declares no policy", hint="decorate its view with idp.core.routes.route", id="idp.E001")
        for path, pattern in patterns()
        if not path.startswith(EXTERNAL_PREFIXES) and not isinstance(getattr(pattern.callback, "route_policy", None), Policy)
    ]
