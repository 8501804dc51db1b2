"""Which audience an access token gets: one, so that no server can use at another what it was shown.

Spec: RFC 8707 §2, §3; RFC 9068 §3; RFC 9700 §2.3.
"""

from collections.abc import Collection, Iterable

from idp.protocol.errors import OAuthError
from idp.protocol.rfc6749_scope import API_SCOPES


def audience(requested: Collection[str], granted: Collection[str], default: str) -> str:
    """The audience of an access token: the one requested now, else the one that was granted, else ``default``.

    Raises: OAuthError ``invalid_target`` when it was not granted, or when several are left. Spec: RFC 8707 §2.2.
    """
    held = frozenset(granted) or {default}
    asked = frozenset(requested)
    if not asked <= held:
        raise OAuthError("invalid_target", "A requested resource was not granted.", redirectable=False)
    if len(asked or held) != 1:
        raise OAuthError("invalid_target", "Name one resource: an access token is for one only.", redirectable=False)
    (only,) = asked or held
    return only


def effective_scopes(scopes: Iterable[str], audience: str, api: str) -> tuple[str, ...]:
    """The scopes that mean something at ``audience``: those of our own API only where it is ``api``."""
    return tuple(scope for scope in scopes if scope not in API_SCOPES or audience == api)
