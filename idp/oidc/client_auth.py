"""Client authentication: exactly one method, the registered one. Spec: RFC 6749 §2.3, §5.2; RFC 7617 §2."""

import binascii
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote_to_bytes

from django.conf import settings

from idp.clients import client_secrets, registry
from idp.clients.registry import ClientRecord, SecretRecord
from idp.core import clock, secrets
from idp.protocol.errors import OAuthError

_BASIC = re.compile(r"(?i:basic) +([A-Za-z0-9+/]{2,2048}={0,2})")
_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_NO_SECRET = SecretRecord(0, "0" * 64, None, None)
_NO_CLIENT = "no client is identified"
_OTHER_METHOD = "the client is registered for another method of authentication"


@dataclass(frozen=True)
class Credentials:
    """What a request presents as its client's identity."""

    method: Literal["client_secret_basic", "client_secret_post", "none"]
    client_id: str
    secret: str = ""


def authenticate(authorization: str | None, parameters: Mapping[str, str], *, is_compared: bool = False) -> ClientRecord:
    """The client that made a request; ``authorization`` is the value of that header.

    A parsed copy that is out of date never refuses: the database is asked first; and one of a moment ago at most accepts,
    unless the caller compares its version by a read of its own (``is_compared``). Raises: OAuthError ``invalid_client``, the
    same for an unknown client, a wrong method and a wrong secret; ``invalid_request`` for two methods at once.
    Spec: RFC 6749 §2.3.1, §5.2.
    """
    credentials = read(authorization, parameters)
    client = (registry.parsed(credentials.client_id) if is_compared else None) or registry.get(credentials.client_id)
    is_proved = _is_proved(client, credentials)
    if not is_proved and client is not None:  # an unknown one was looked up just now: the same work for both
        client = registry.fresh(credentials.client_id)
        is_proved = _is_proved(client, credentials)
    if client is None or not is_proved:
        why = _why(client, credentials)
        registered = {"registered": client.auth_method, "used": credentials.method} if client and why == _OTHER_METHOD else None
        raise invalid_client(why, registered)
    if (used := _used_secret(client, credentials.secret)) is not None:
        client_secrets.note_use(used)
    return client


def read(authorization: str | None, parameters: Mapping[str, str]) -> Credentials:
    """What the request presents. Raises: OAuthError when it presents nothing, too much, or nonsense."""
    if "client_assertion" in parameters or "client_assertion_type" in parameters:
        raise invalid_client("client assertions are not supported")
    named, secret = parameters.get("client_id", ""), parameters.get("client_secret", "")
    if authorization is None:
        if not named:
            raise invalid_client(_NO_CLIENT)
        return Credentials("client_secret_post" if secret else "none", named, secret)
    credentials = _basic(authorization)
    if secret:
        raise OAuthError("invalid_request", "Use one method of client authentication.", redirectable=False)
    if named and named != credentials.client_id:
        raise invalid_client("client_id in the body is another client's")
    return credentials


def claimed(authorization: str | None, parameters: Mapping[str, str]) -> str:
    """The client_id that a request names, proved or not: what a refusal is recorded under."""
    try:
        return _basic(authorization).client_id if authorization is not None else parameters.get("client_id", "")
    except OAuthError:
        return parameters.get("client_id", "")


def invalid_client(detail: str, facts: Mapping[str, str] | None = None) -> OAuthError:
    """The one public answer for a client that is not proved."""
    return OAuthError(
        "invalid_client",
        "Client authentication failed.",
        detail=detail,
        facts=facts,
        redirectable=False,
        headers={"WWW-Authenticate": f'Basic realm="{settings.IDP.public_url}", charset="UTF-8"'},
    )


def _basic(authorization: str) -> Credentials:
    match = _BASIC.fullmatch(authorization)
    if match is None:
        raise invalid_client("the Authorization header is not Basic")
    try:
        encoded_id, colon, encoded_secret = b64decode(match[1], validate=True).partition(b":")
        client_id, secret = _form_decoded(encoded_id), _form_decoded(encoded_secret)
    except (binascii.Error, ValueError) as error:
        raise invalid_client("the Basic credentials are not form-encoded UTF-8") from error
    if not colon or not client_id or not secret:
        raise invalid_client(_NO_CLIENT)
    return Credentials("client_secret_basic", client_id, secret)


def _form_decoded(octets: bytes) -> str:
    """Identifier and secret travel form-encoded inside Basic. Spec: RFC 6749 §2.3.1."""
    if _BAD_ESCAPE.search(octets):
        raise ValueError("broken percent-encoding")
    return unquote_to_bytes(octets.replace(b"+", b" ")).decode("utf-8")


def _is_proved(client: ClientRecord | None, credentials: Credentials) -> bool:
    if credentials.method == "none":
        return client is not None and client.enabled and client.is_public
    used = _used_secret(client, credentials.secret)  # always compared, so that every refusal takes as long
    return used is not None and client is not None and client.enabled and client.auth_method == credentials.method


def _used_secret(client: ClientRecord | None, secret: str) -> SecretRecord | None:
    """Compare with every valid secret; an unknown client costs one comparison too."""
    presented, moment = secrets.digest(secret), clock.now()
    held = client.secrets if client is not None else ()
    valid = [one for one in held if one.expires_at is None or one.expires_at > moment] or [_NO_SECRET]
    matching = [one for one in valid if secrets.equal(presented, one.digest)]
    return matching[0] if matching and matching[0] is not _NO_SECRET else None


def _why(client: ClientRecord | None, credentials: Credentials) -> str:
    """The reason for log and audit, which tell apart what the answer does not."""
    if client is None:
        return "the client is unknown"
    if not client.enabled:
        return "the client is turned off"
    if not credentials.secret and not client.is_public:
        return "no secret was sent"
    if client.auth_method != credentials.method:
        return _OTHER_METHOD
    if not client.secrets:
        return "the client has no secret any more"
    presented = secrets.digest(credentials.secret)
    is_expired = any(secrets.equal(presented, one.digest) for one in client.secrets)  # a valid one would have proved it
    return "the secret has expired" if is_expired else "the secret is wrong or was removed"
