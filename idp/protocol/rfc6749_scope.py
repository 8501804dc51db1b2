"""Scopes on the wire. Spec: RFC 6749 §3.3; OpenID Connect Core §5.4, §11."""

OPENID = "openid"
OFFLINE_ACCESS = "offline_access"
PERSON_SCOPES = frozenset({OPENID, "profile", "email", "address", "phone", OFFLINE_ACCESS})  # mean nothing without a person
API_SCOPES = frozenset({"account:read", "account:write", "clients:manage", "users:manage", "audit:read"})  # of our own API


def split(scope: str) -> tuple[str, ...]:
    """The scopes of a wire string, in order, each once. Whether they exist is for the caller to check. Spec: RFC 6749 §3.3."""
    return tuple(dict.fromkeys(part for part in scope.split(" ") if part))
