"""The cookie that binds interactions to one browser and makes it a known one, and the form token made from it.

Neither is the session: half a login is not a login. Spec: security cases CS-02, CS-07, CS-11.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from idp.core import secrets
from idp.sessions.known_browsers import LIFETIME, secret_of

__all__ = ["ensure", "form_token", "form_token_holds", "kept", "remember", "secret_of"]

_PURPOSE = "interaction form"


def ensure(request: HttpRequest) -> str:
    """This browser's binding secret; a new one, to be set by ``remember``, if it has none."""
    secret = secret_of(request)
    if not secret:
        secret = secrets.token()
        request.COOKIES[settings.BROWSER_COOKIE_NAME] = secret
        request.new_browser_secret = secret  # type: ignore[attr-defined]  # read by ``remember``
    return secret


def kept(request: HttpRequest) -> str:
    """This browser's binding secret, whose cookie the answer to a sign-in sets anew so that it stays."""
    secret = secret_of(request)
    request.new_browser_secret = secret  # type: ignore[attr-defined]  # read by ``remember``
    return secret


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Set the cookie if this request made a new secret, or signed somebody in."""
    secret = getattr(request, "new_browser_secret", "")
    if secret:
        response.set_cookie(
            settings.BROWSER_COOKIE_NAME,
            secret,
            max_age=int(LIFETIME.total_seconds()),
            secure=settings.IDP.is_https,
            httponly=True,
            samesite="Lax",
        )


def form_token(interaction_id: str, secret: str, sub: str) -> str:
    """The token of an interaction's forms: a MAC over its id, the browser's secret and the person that the page named.

    Tabs do not disturb another, and an answer to one person's page is never taken as another's.
    """
    return secrets.mac(_PURPOSE, interaction_id, secret, sub)


def form_token_holds(interaction_id: str, secret: str, sub: str, given: str) -> bool:
    """Whether a form of this interaction was rendered for this browser and this person."""
    return bool(secret) and secrets.mac_among(given, _PURPOSE, interaction_id, secret, sub)
