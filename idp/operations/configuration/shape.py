"""The shape of the file: which members there are, of which type. Later features are refused by name."""

from collections.abc import Mapping
from typing import Any

from idp.operations.configuration.document import Document, LineFault, Path

TEXT, FLAG, LIST, MAPPING = "text", "true or false", "a list", "a mapping"
_TYPES: dict[str, type] = {TEXT: str, FLAG: bool, LIST: list, MAPPING: dict}

TOP = {"groups": LIST, "users": LIST, "clients": LIST, "resources": LIST}
USER = {
    "email": TEXT, "email_verified": FLAG, "password": TEXT, "password_hash": TEXT, "is_admin": FLAG, "is_helpdesk": FLAG,
    "groups": LIST, "claims": MAPPING, "factors": LIST,
}  # fmt: skip
CLAIMS = dict.fromkeys(
    ("name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
     "gender", "birthdate", "zoneinfo", "locale", "phone_number"), TEXT,
) | {"phone_number_verified": FLAG, "address": MAPPING}  # fmt: skip
ADDRESS = dict.fromkeys(("formatted", "street_address", "locality", "region", "postal_code", "country"), TEXT)
FACTORS = {
    "totp": {"type": TEXT, "secret": TEXT, "label": TEXT},
    "recovery_codes": {"type": TEXT, "codes": LIST},
}
GROUP = {"name": TEXT, "mfa_policy": TEXT}
RESOURCE = {"identifier": TEXT, "scopes": LIST}
LONGEST_NAME, LONGEST_GROUP = 200, 80
LATER_FACTORS = {"webauthn": "passkeys do not exist yet", "passkey": "passkeys do not exist yet"}


def faults(document: Document) -> list[LineFault]:
    """Everything about the file that is wrong before the deployment is looked at. Clients have rules of their own."""
    found = _members(document, (), document.data, TOP)
    if found:
        return found
    for index, group in enumerate(_of(document, "groups")):
        found += _group(document, ("groups", index), group)
    for index, user in enumerate(_of(document, "users")):
        found += _user(document, ("users", index), user)
    for index, resource in enumerate(_of(document, "resources")):
        found += _members(document, ("resources", index), resource, RESOURCE, required=("identifier",))
        found += _texts(document, ("resources", index, "scopes"), resource)
    found += [
        document.fault(("clients", index), "must be a mapping")
        for index, client in enumerate(_of(document, "clients"))
        if not isinstance(client, dict)
    ]
    return found


def _of(document: Document, section: str) -> list[Any]:
    return list(document.data.get(section) or [])


def _group(document: Document, path: Path, group: Any) -> list[LineFault]:
    found = _members(document, path, group, GROUP, required=("name",))
    return found or _group_name(document, (*path, "name"), group["name"])


def _group_name(document: Document, path: Path, name: Any) -> list[LineFault]:
    if not isinstance(name, str) or 1 <= len(name) <= LONGEST_GROUP:
        return []
    return [document.fault(path, f"must have 1 to {LONGEST_GROUP} characters")]


def _user(document: Document, path: Path, user: Any) -> list[LineFault]:
    found = _members(document, path, user, USER, required=("email",))
    if found:
        return found
    if "password" in user and "password_hash" in user:
        found.append(document.fault((*path, "password_hash"), "give a password or its hash, not both"))
    found += _texts(document, (*path, "groups"), user)
    for index, group in enumerate(user.get("groups") or []):
        found += _group_name(document, (*path, "groups", index), group)
    found += _members(document, (*path, "claims"), user.get("claims") or {}, CLAIMS)
    if len(str((user.get("claims") or {}).get("name") or "")) > LONGEST_NAME:
        found.append(document.fault((*path, "claims", "name"), f"must have at most {LONGEST_NAME} characters"))
    if not found:
        found += _members(document, (*path, "claims", "address"), (user.get("claims") or {}).get("address") or {}, ADDRESS)
    for index, factor in enumerate(user.get("factors") or []):
        found += _factor(document, (*path, "factors", index), factor)
    return found


def _factor(document: Document, path: Path, factor: Any) -> list[LineFault]:
    kind = factor.get("type") if isinstance(factor, dict) else None
    if kind not in FACTORS:
        why = LATER_FACTORS.get(str(kind), f"must have a type: {' or '.join(FACTORS)}")
        return [document.fault((*path, "type"), why)]
    required = ("secret",) if kind == "totp" else ("codes",)
    found = _members(document, path, factor, FACTORS[kind], required=required)
    return found or _texts(document, (*path, "codes"), factor)


def _members(
    document: Document, path: Path, value: Any, known: Mapping[str, str], required: tuple[str, ...] = ()
) -> list[LineFault]:
    if not isinstance(value, dict):
        return [document.fault(path, "must be a mapping")]
    found = [document.fault((*path, name), "this member is unknown") for name in value if name not in known]
    found += [document.fault(path, f"{name} is missing") for name in required if not value.get(name)]
    return found + [
        document.fault((*path, name), f"must be {kind}")
        for name, kind in known.items()
        if value.get(name) is not None and not isinstance(value[name], _TYPES[kind])
    ]


def _texts(document: Document, path: Path, parent: Any) -> list[LineFault]:
    items = (parent.get(path[-1]) if isinstance(parent, dict) else None) or []
    if not isinstance(items, list):
        return []
    return [document.fault((*path, index), "must be text") for index, item in enumerate(items) if not isinstance(item, str)]
