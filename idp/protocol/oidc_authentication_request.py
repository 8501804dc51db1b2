"""The parameters of an authentication request beyond OAuth's own. Spec: OpenID Connect Core §3.1.2.1, §5.5, §6; RFC 9207.

Pure: text in, values or OAuthError out. Descriptions are fixed text that name the parameter, never its value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from idp.protocol.errors import OAuthError
from idp.protocol.rfc8259_json import JsonError, parse_object

RESPONSE_MODES = frozenset({"query", "form_post"})
PROMPTS = frozenset({"none", "login", "consent", "create", "select_account"})
MAX_AGE_LIMIT = 10**9

UNSUPPORTED = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}
_ACR_VALUES = "claims: acr values must be strings."
_SUB_VALUES = "claims: sub values must be strings."


@dataclass(frozen=True)
class AuthenticationParameters:
    """What the request asks of the sign-in; absent parameters are empty or None."""

    response_mode: str
    state: str
    nonce: str
    prompt: frozenset[str]
    max_age: int | None
    acr_values: tuple[str, ...]
    essential_acr: tuple[str, ...]
    claims: dict[str, Any]
    login_hint: str
    id_token_hint: str
    subs: frozenset[str] | None  # of whom the claims parameter wants one (§3.1.2.2); None: it does not say


def response_mode(value: str) -> str:
    """The response mode that errors and success take; an unknown one falls back to query so that the error can be told."""
    return value if value in RESPONSE_MODES else "query"


def parse(parameters: Mapping[str, str]) -> AuthenticationParameters:
    """Read and check the parameters of an authentication request. Raises: OAuthError (redirectable)."""
    for name, error in UNSUPPORTED.items():
        if parameters.get(name):
            words = "a parameter that is not supported"
            raise OAuthError(error, f"The parameter {name} is not supported.", detail=words, facts={"parameter": name})
    mode = parameters.get("response_mode") or "query"
    if mode not in RESPONSE_MODES:
        raise OAuthError("invalid_request", "response_mode must be query or form_post.")
    claims = _claims(parameters.get("claims", ""))
    subs = _subs(claims)
    names_somebody = bool(parameters.get("id_token_hint")) or subs is not None
    if names_somebody and "create" in parameters.get("prompt", "").split(" "):  # it would tell who exists
        raise OAuthError("invalid_request", "prompt=create cannot be combined with id_token_hint or a sub.")
    return AuthenticationParameters(
        response_mode=mode,
        state=parameters.get("state", ""),
        nonce=parameters.get("nonce", ""),
        prompt=_prompt(parameters.get("prompt", "")),
        max_age=_max_age(parameters.get("max_age", "")),
        acr_values=tuple(parameters.get("acr_values", "").split()) or _voluntary_acr(claims),
        essential_acr=_essential_acr(claims),
        claims=claims,
        login_hint=parameters.get("login_hint", "")[:254],
        id_token_hint=parameters.get("id_token_hint", ""),
        subs=subs,
    )


def _prompt(value: str) -> frozenset[str]:
    prompts = frozenset(value.split(" ")) - {""}
    if not prompts <= PROMPTS:
        raise OAuthError("invalid_request", "prompt names an unknown value.")
    if "none" in prompts and len(prompts) > 1:
        raise OAuthError("invalid_request", "prompt=none cannot be combined.")
    return prompts


def _max_age(value: str) -> int | None:
    if not value:
        return None
    if not (value.isascii() and value.isdigit()) or len(value) > 10:
        raise OAuthError("invalid_request", "max_age must be a number of seconds.")
    return min(int(value), MAX_AGE_LIMIT)


def _claims(value: str) -> dict[str, Any]:
    if not value:
        return {}
    malformed = OAuthError("invalid_request", "claims must be a JSON object as in OpenID Connect Core 5.5.")
    try:
        claims = parse_object(value.encode())
    except JsonError as error:
        raise malformed from error
    kept = {member: claims[member] for member in ("userinfo", "id_token") if claims.get(member) is not None}
    for wanted in kept.values():
        if not isinstance(wanted, dict) or not all(entry is None or isinstance(entry, dict) for entry in wanted.values()):
            raise malformed
    return kept


def _essential_acr(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The acr values of which one must be met. Spec: OpenID Connect Core §5.5.1.1."""
    entry = claims.get("id_token", {}).get("acr") or {}
    return _wanted(entry, _ACR_VALUES) or () if entry.get("essential") is True else ()


def _voluntary_acr(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The acr values that are asked for like those of acr_values. Spec: OpenID Connect Core §5.5.1.1."""
    entry = claims.get("id_token", {}).get("acr") or {}
    return () if entry.get("essential") is True else _wanted(entry, _ACR_VALUES) or ()


def _subs(claims: Mapping[str, Any]) -> frozenset[str] | None:
    """Whom the ID token and the UserInfo response may be about; none is left where the two name different people."""
    entries = (claims.get(member, {}).get("sub") or {} for member in ("id_token", "userinfo"))
    named = [frozenset(wanted) for entry in entries if (wanted := _wanted(entry, _SUB_VALUES)) is not None]
    return frozenset.intersection(*named) if named else None


def _wanted(entry: Mapping[str, Any], malformed: str) -> tuple[str, ...] | None:
    """The values of which a claim is wanted to have one; None where any will do. Spec: OpenID Connect Core §5.5.1."""
    if "value" not in entry and "values" not in entry:
        return None
    values = entry.get("values", [entry.get("value")])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise OAuthError("invalid_request", malformed)
    if "value" in entry and "values" in entry:
        values = [value for value in values if value == entry["value"]]
    return tuple(values)
