"""Client metadata: what may be registered, and why something may not. Spec: RFC 7591 §2; RFC 8252 §7; RFC 9700 §2.1.

Pure: a metadata document in, a checked one out, or every fault with the offending value and what would be right.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

MAX_URIS = 20
MAX_URI_LENGTH = 2000
MAX_NAME_LENGTH = 100
GRANT_TYPES = frozenset({"authorization_code", "refresh_token", "client_credentials"})
AUTH_METHODS = frozenset({"client_secret_basic", "client_secret_post", "none"})
ID_TOKEN_ALGS = frozenset({"RS256", "ES256", "EdDSA"})
ACRS = ("1fa", "2fa-email", "mfa")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
PUBLIC = "none"  # the authentication method of a client without a secret (RFC 7591 §2)
DEFAULTS: Mapping[str, Any] = {
    "application_type": "web",
    "token_endpoint_auth_method": "client_secret_basic",
    "grant_types": ["authorization_code"],
    "response_types": ["code"],
    "redirect_uris": [],
    "post_logout_redirect_uris": [],
    "backchannel_logout_uri": "",
    "backchannel_logout_session_required": True,
    "scope": "openid",
    "resources": [],
    "introspection_audiences": [],
    "id_token_signed_response_alg": "RS256",
    "require_pkce": True,
    "default_acr_values": [],
    "minimum_acr": "",
    "trusted": False,
    "enabled": True,
}
LATER: Mapping[str, str] = {
    "jwks": "client keys come with private_key_jwt",
    "jwks_uri": "client keys come with private_key_jwt",
    "require_pushed_authorization_requests": "pushed authorization requests do not exist yet",
    "dpop_bound_access_tokens": "DPoP does not exist yet",
    "frontchannel_logout_uri": "front-channel logout does not exist yet",
    "frontchannel_logout_session_required": "front-channel logout does not exist yet",
}
LATER_VALUES: Mapping[str, str] = {
    "private_key_jwt": "private_key_jwt does not exist yet",
    "urn:ietf:params:oauth:grant-type:device_code": "the device grant does not exist yet",
}


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: the metadata field, what was received, and what would be right."""

    field: str
    value: str
    why: str


class InvalidMetadata(Exception):
    """The metadata has faults, all of them listed."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.why}" for fault in faults))
        self.faults = faults


def check(
    metadata: Mapping[str, Any], *, scopes: frozenset[str], resources: frozenset[str], loopback_issuer: bool
) -> dict[str, Any]:
    """The metadata with defaults filled in. ``scopes`` and ``resources`` are those that exist here.

    Raises: InvalidMetadata. Spec: RFC 7591 §2, §3.2.2.
    """
    faults = _unknown(metadata) + _wrong_types(metadata)
    if faults:
        raise InvalidMetadata(faults)
    filled = {**DEFAULTS, **{name: value for name, value in metadata.items() if name not in LATER and value is not None}}
    faults = _name(filled) + _choices(filled) + _uris(filled, loopback_issuer) + _known(filled, scopes, resources)
    if faults:
        raise InvalidMetadata(faults)
    return filled


def _unknown(metadata: Mapping[str, Any]) -> list[Fault]:
    later = [Fault(name, str(metadata[name])[:100], why) for name, why in LATER.items() if metadata.get(name)]
    known = {"client_id", "client_secret", "client_name", *DEFAULTS, *LATER}
    return later + [Fault(str(name), "", "this field is unknown") for name in metadata if name not in known]


def _wrong_types(metadata: Mapping[str, Any]) -> list[Fault]:
    faults = []
    for name, default in DEFAULTS.items():
        value = metadata.get(name, default)
        is_right = isinstance(value, type(default)) and (
            not isinstance(default, list) or all(isinstance(item, str) for item in value)
        )
        if value is not None and not is_right:
            words = {bool: "true or false", str: "text", list: "a list of texts"}[type(default)]
            faults.append(Fault(name, str(value)[:100], f"must be {words}"))
    if not isinstance(metadata.get("client_name", ""), str):
        faults.append(Fault("client_name", "", "must be text"))
    return faults


def _name(filled: Mapping[str, Any]) -> list[Fault]:
    name = filled.get("client_name", "")
    if not name.strip():
        return [Fault("client_name", name, "give the client a name that people recognise")]
    hidden = any(not character.isprintable() or character in "\u200b\u200c\u200d\u2060\ufeff" for character in name)
    if len(name) > MAX_NAME_LENGTH or hidden:
        return [Fault("client_name", name[:MAX_NAME_LENGTH], "at most 100 characters, none of them invisible")]
    return []


def _choices(filled: Mapping[str, Any]) -> list[Fault]:
    faults = []
    single = {
        "application_type": frozenset({"web", "native"}),
        "token_endpoint_auth_method": AUTH_METHODS,
        "id_token_signed_response_alg": ID_TOKEN_ALGS,
        "minimum_acr": frozenset({"", *ACRS}),
    }
    several = {"grant_types": GRANT_TYPES, "response_types": frozenset({"code"}), "default_acr_values": frozenset(ACRS)}
    for name, allowed in single.items():
        faults += _not_in(name, [filled[name]], allowed)
    for name, allowed in several.items():
        faults += _not_in(name, filled[name], allowed)
    grant_types, is_public = set(filled["grant_types"]), filled["token_endpoint_auth_method"] == PUBLIC
    if not grant_types:
        faults.append(Fault("grant_types", "", "name at least one grant type"))
    if is_public and "client_credentials" in grant_types:
        faults.append(Fault("grant_types", "client_credentials", "a client without a secret cannot act for itself"))
    if is_public and not filled["require_pkce"]:
        faults.append(Fault("require_pkce", "false", "a client without a secret must use PKCE"))
    if "refresh_token" in grant_types and "authorization_code" not in grant_types:
        faults.append(Fault("grant_types", "refresh_token", "refresh tokens come from the authorization_code grant"))
    if "authorization_code" in grant_types and not filled["redirect_uris"]:
        faults.append(Fault("redirect_uris", "", "people must be sent back somewhere; name at least one redirect URI"))
    return faults


def _not_in(name: str, values: list[str], allowed: frozenset[str]) -> list[Fault]:
    choices = ", ".join(sorted(allowed - {""}))
    return [
        Fault(name, value[:100], LATER_VALUES.get(value, f"must be one of: {choices}"))
        for value in values
        if value not in allowed
    ]


def _known(filled: Mapping[str, Any], scopes: frozenset[str], resources: frozenset[str]) -> list[Fault]:
    faults = [
        Fault("scope", scope[:100], "this scope does not exist here")
        for scope in filled["scope"].split()
        if scope not in scopes
    ]
    if "authorization_code" in filled["grant_types"] and "openid" not in filled["scope"].split():
        faults.append(Fault("scope", filled["scope"][:100], "a client that signs people in needs openid"))
    for name in ("resources", "introspection_audiences"):
        faults += [Fault(name, uri[:100], "this resource is not registered") for uri in filled[name] if uri not in resources]
    return faults


def _uris(filled: Mapping[str, Any], loopback_issuer: bool) -> list[Fault]:
    faults = []
    is_native = filled["application_type"] == "native"
    for name in ("redirect_uris", "post_logout_redirect_uris"):
        uris = filled[name]
        if len(uris) > MAX_URIS:
            faults.append(Fault(name, str(len(uris)), f"at most {MAX_URIS}"))
        if len(set(uris)) != len(uris):
            faults.append(Fault(name, "", "one of them is named twice"))
        faults += [Fault(name, uri[:200], why) for uri in uris[:MAX_URIS] if (why := uri_fault(uri, native=is_native))]
    backchannel = filled["backchannel_logout_uri"]
    if backchannel and (why := _backchannel_fault(backchannel, loopback_issuer)):
        faults.append(Fault("backchannel_logout_uri", backchannel[:200], why))
    return faults


def _backchannel_fault(uri: str, loopback_issuer: bool) -> str:
    why = uri_fault(uri, native=False)
    if not why and uri.startswith("http://") and not loopback_issuer:
        return "must be https"
    return why


def uri_fault(uri: str, *, native: bool = False) -> str:
    """Why a redirect URI may not be registered; empty if it may. Spec: RFC 6749 §3.1.2; RFC 8252 §7.1, §7.3; RFC 9700 §2.1."""
    why = _text_fault(uri)
    if why:
        return why
    try:
        parts = urlsplit(uri)
        port = parts.port
    except ValueError:
        return "is not a valid URI"
    if parts.scheme in {"http", "https"}:
        return _web_fault(uri, parts.scheme, parts.netloc, parts.hostname or "", port, parts.path)
    if not re.fullmatch(r"[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+", parts.scheme):
        return "must start with https:// (or, for a native app, with a scheme like com.example.app:)"
    return "" if native else "an app's own scheme is for native apps; choose that type"


def _text_fault(uri: str) -> str:
    if not uri or len(uri) > MAX_URI_LENGTH:
        return f"must have 1 to {MAX_URI_LENGTH} characters"
    if not uri.isascii() or not uri.isprintable() or " " in uri or "\\" in uri:
        return "must be ASCII without spaces, backslashes or control characters; write other hosts in their xn-- form"
    if "#" in uri:
        return "must not have a fragment (#)"
    return "must not have a wildcard (*); name each URI" if "*" in uri else ""


def _web_fault(uri: str, scheme: str, netloc: str, host: str, port: int | None, path: str) -> str:
    if "@" in netloc:
        return "must not carry a user name (@)"
    if not uri.startswith(f"{scheme}://") or not host:
        return "must name a host after //"
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host) and not _is_ip(host):
        return "has a host that is not a name or address in lower case"
    if port == 0 or netloc.endswith(":"):
        return "has a port that is not 1 to 65535"
    if host != netloc.rsplit(":", 1)[0].strip("[]") and not netloc.startswith("["):
        return "must write its host in lower case"
    if scheme == "http" and host not in LOOPBACK:
        return "must use https; http is for 127.0.0.1, [::1] and localhost"
    dotted = {".", "..", "%2e", "%2e%2e", ".%2e", "%2e."}
    if any(segment.lower() in dotted for segment in path.split("/")) or "//" in path:
        return "must have a plain path, without dot segments or //"
    return ""


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def origin(uri: str) -> str:
    """The web origin of a URI, for CORS; empty for a private-use scheme. Spec: RFC 6454 §4."""
    parts = urlsplit(uri)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} else ""
