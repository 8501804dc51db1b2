"""The cookie that binds interactions to one browser and makes it a known one, and the form token made from it.

Neither is the session: half a login is not a login. Spec: security cases CS-02, CS-07, CS-11.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from idp.core import secrets

_LENGTH = 43
_PURPOSE = "interaction form"
_LIFETIME_SECONDS = 400 * 86_400  # as long as browsers keep a cookie; a known browser stays known


def secret_of(request: HttpRequest) -> str:
    """This browser's binding secret, or an empty string."""
    value = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    return value if len(value) == _LENGTH and value.isascii() else ""


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
            max_age=_LIFETIME_SECONDS,
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
