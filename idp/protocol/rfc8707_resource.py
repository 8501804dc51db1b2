"""Which audiences an access token gets. Spec: RFC 8707 §2; RFC 9068 §3."""

from collections.abc import Collection, Iterable

from idp.protocol.errors import OAuthError
from idp.protocol.rfc6749_scope import API_SCOPES


def audiences(requested: Collection[str], granted: Collection[str], default: str) -> tuple[str, ...]:
    """The audiences of an access token: those requested now, else all that were granted, else ``default``.

    Raises: OAuthError ``invalid_target`` when a requested one was not granted. Spec: RFC 8707 §2.2.
    """
    held = tuple(granted) or (default,)
    asked = tuple(dict.fromkeys(requested))
    if not set(asked) <= set(held):
        raise OAuthError("invalid_target", "A requested resource was not granted.")
    return asked or held


def effective_scopes(scopes: Iterable[str], audience: Collection[str], api: str) -> tuple[str, ...]:
    """The scopes that mean something at ``audience``: those of our own API only where ``api`` is in it."""
    return tuple(scope for scope in scopes if scope not in API_SCOPES or api in audience)
