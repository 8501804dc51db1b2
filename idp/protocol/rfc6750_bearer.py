"""The bearer token in the Authorization header, and the challenge of a refusal. Spec: RFC 6750 §2.1, §3; RFC 9110 §11."""

import re

from idp.protocol.errors import OAuthError

_CREDENTIALS = re.compile(r"(?i:bearer) +([A-Za-z0-9\-._~+/]{1,8192}=*)")
_ATTRIBUTE_TEXT = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")


def token_of(header: str | None) -> str | None:
    """The access token of one Authorization header value; None without a header.

    The scheme's case does not matter. Two headers joined by a comma are refused as any other malformed value.

    Raises: OAuthError ``invalid_request``. Spec: RFC 6750 §2.1.
    """
    if header is None:
        return None
    match = _CREDENTIALS.fullmatch(header)
    if match is None:
        raise OAuthError(
            "invalid_request", "Send one Authorization header: the word Bearer, a space, the access token.", redirectable=False
        )
    return match[1]


def challenge(realm: str, error: OAuthError | None = None, **attributes: str) -> str:
    """The WWW-Authenticate value. Without an error it only names the scheme: no credentials were sent.

    ``attributes`` are further parameters, such as ``scope``, ``acr_values`` or ``max_age`` (RFC 9470 §3).
    """
    members = {"realm": realm}
    if error is not None:
        members |= error.parameters()
    members |= attributes
    return "Bearer " + ", ".join(f'{name}="{_ATTRIBUTE_TEXT.sub("", value)}"' for name, value in members.items() if value)
