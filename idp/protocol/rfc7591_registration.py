"""Client metadata: what may be registered, and why something may not. Spec: RFC 7591 §2; RFC 8252 §7; RFC 9700 §2.1.

Pure: a metadata document in, a checked one out, or every fault with the offending value and what would be right.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idp.protocol import rfc8252_registered_uri

MAX_URIS = 20
MAX_NAME_LENGTH = 100
GRANT_TYPES = frozenset({"authorization_code", "refresh_token", "client_credentials"})
AUTH_METHODS = frozenset({"client_secret_basic", "client_secret_post", "none"})
ID_TOKEN_ALGS = frozenset({"RS256", "ES256", "EdDSA"})
ACRS = ("1fa", "2fa-email", "mfa")
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
    "request_object_signing_alg": "signed request objects do not exist yet",
    "userinfo_signed_response_alg": "signed userinfo does not exist yet",
    "id_token_encrypted_response_alg": "encrypted ID tokens do not exist here",
    "sector_identifier_uri": "pairwise subjects do not exist yet",
    "software_statement": "software statements do not exist yet",
    "initiate_login_uri": "signing in on the provider's initiative does not exist yet",
    "default_max_age": "write max_age into the request; a default does not exist yet",
    "require_auth_time": "auth_time is in every ID token; there is nothing to require",
} | dict.fromkeys(
    ("client_uri", "logo_uri", "policy_uri", "tos_uri", "contacts"), "is not shown anywhere yet, so it is not kept"
)
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
    index: int | None = None  # the place in a list


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
    given = {name: value for name, value in metadata.items() if name not in LATER and value is not None}
    people = "authorization_code" in given.get("grant_types", DEFAULTS["grant_types"])
    filled = {**DEFAULTS, **({} if people else {"scope": "", "response_types": []}), **given}
    faults = _name(filled) + _choices(filled) + _uris(filled, loopback_issuer) + _known(filled, scopes, resources)
    if faults:
        raise InvalidMetadata(faults)
    return filled


def _unknown(metadata: Mapping[str, Any]) -> list[Fault]:
    later = [Fault(name, str(metadata[name])[:100], why) for name, why in LATER.items() if metadata.get(name)]
    known = {"client_id", "client_secret", "client_name", *DEFAULTS, *LATER}
    return later + [Fault(str(name), "", _unknown_words(str(name), known)) for name in metadata if name not in known]


def _unknown_words(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, 1)
    return f"this field is unknown; did you mean {near[0]}?" if near else "this field is unknown"


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
    texts = [name for name in ("client_name", "client_id", "client_secret") if metadata.get(name) is not None]
    return faults + [Fault(name, "", "must be text") for name in texts if not isinstance(metadata[name], str)]


def _name(filled: Mapping[str, Any]) -> list[Fault]:
    name = filled.get("client_name") or ""
    if not name.strip():
        return [Fault("client_name", name, "give the client a name that people recognise")]
    hidden = any(not character.isprintable() or character in "\u200b\u200c\u200d\u2060\ufeff\ufffd" for character in name)
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
    if is_public and filled.get("client_secret"):
        faults.append(Fault("client_secret", "", "a client whose authentication method is none has no secret"))
    if is_public and filled["introspection_audiences"]:
        faults.append(Fault("introspection_audiences", "", "only a client with a secret may introspect"))
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
        Fault(name, value[:100], LATER_VALUES.get(value, f"must be one of: {choices}"), index if len(values) > 1 else None)
        for index, value in enumerate(values)
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
        faults += [
            Fault(name, uri[:100], "this resource is not registered", index)
            for index, uri in enumerate(filled[name])
            if uri not in resources
        ]
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
        faults += [
            Fault(name, uri[:200], why, index)
            for index, uri in enumerate(uris[:MAX_URIS])
            if (why := rfc8252_registered_uri.fault(uri, native=is_native))
        ]
    backchannel = filled["backchannel_logout_uri"]
    if backchannel and (why := _backchannel_fault(backchannel, loopback_issuer)):
        faults.append(Fault("backchannel_logout_uri", backchannel[:200], why))
    return faults


def _backchannel_fault(uri: str, loopback_issuer: bool) -> str:
    why = rfc8252_registered_uri.fault(uri)
    if not why and uri.startswith("http://") and not loopback_issuer:
        return "must be https"
    return why
