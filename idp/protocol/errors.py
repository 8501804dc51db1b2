"""OAuth errors as values on the wire. Spec: RFC 6749 §4.1.2.1, §5.2; OpenID Connect Core §3.1.2.6; RFC 6750 §3.1."""

from collections.abc import Mapping
from typing import Any

STATUS = {
    "invalid_client": 401,
    "invalid_token": 401,
    "insufficient_user_authentication": 401,
    "insufficient_scope": 403,
    "temporarily_unavailable": 503,
    "slow_down": 429,
}


class OAuthError(Exception):
    """A protocol refusal with two audiences.

    ``error`` is the registered code, ``description`` fixed public text (never user input, ASCII, no quotes or
    backslashes: RFC 6749 appendix A), ``detail`` the private reason for log and audit (fixed words too: each has its remedy
    in ``lifecycle.remedies``), ``facts`` what the audit event keeps beside it (never a secret).
    ``redirectable`` says whether it may travel to a validated redirect_uri; ``status`` is the HTTP status of a
    direct answer; ``headers`` are extra response headers.
    """

    def __init__(
        self,
        error: str,
        description: str = "",
        *,
        detail: str = "",
        status: int | None = None,
        redirectable: bool = True,
        headers: Mapping[str, str] | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{error}: {detail or description}")
        self.error = error
        self.description = description
        self.detail = detail or description
        self.status = status or STATUS.get(error, 400)
        self.redirectable = redirectable
        self.headers = dict(headers or {})
        self.facts = dict(facts or {})

    def parameters(self) -> dict[str, str]:
        """The members of the error response: ``error`` and, if there is one, ``error_description``."""
        return {"error": self.error} | ({"error_description": self.description} if self.description else {})
