"""The standard claims: which scope carries which, and what the claims parameter may add.

Spec: OpenID Connect Core §5.1, §5.4, §5.5.
"""

from collections.abc import Collection, Mapping
from typing import Any

CLAIMS_BY_SCOPE: Mapping[str, tuple[str, ...]] = {
    "profile": (
        "name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture", "website",
        "gender", "birthdate", "zoneinfo", "locale", "updated_at",
    ),
    "email": ("email", "email_verified"),
    "address": ("address",),
    "phone": ("phone_number", "phone_number_verified"),
}  # fmt: skip
SCOPE_BY_CLAIM = {claim: scope for scope, claims in CLAIMS_BY_SCOPE.items() for claim in claims}


def implied_scopes(requested: Mapping[str, Any]) -> frozenset[str]:
    """The scopes whose claims a claims parameter asks for, so that consent can name them. Spec: OpenID Connect Core §5.5."""
    return frozenset(
        SCOPE_BY_CLAIM[claim]
        for member in ("userinfo", "id_token")
        for claim in requested.get(member, {})
        if claim in SCOPE_BY_CLAIM
    )


def released(
    known: Mapping[str, Any], scopes: Collection[str], requested: Mapping[str, Any], allowed_scopes: Collection[str]
) -> dict[str, Any]:
    """Of a person's ``known`` claims those that granted ``scopes`` carry, and those ``requested`` one by one.

    A claim is released one by one only if the client is registered for the scope that carries it. Spec: §5.4, §5.5.
    """
    return {
        claim: value
        for claim, value in known.items()
        if (scope := SCOPE_BY_CLAIM.get(claim)) in scopes or (claim in requested and scope in allowed_scopes)
    }
