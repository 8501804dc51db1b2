"""The refusal of an access token whose authentication is too weak or too old. Spec: RFC 9470 §3."""

from idp.protocol.errors import OAuthError


class StepUpRequired(OAuthError):
    """``insufficient_user_authentication``: ask the person again, for one of ``acr_values``, within ``max_age_seconds``."""

    def __init__(self, *, acr_values: str, max_age_seconds: int, detail: str = "") -> None:
        super().__init__(
            "insufficient_user_authentication",
            "A more recent or stronger authentication of the person is required.",
            detail=detail,
            redirectable=False,
        )
        self.acr_values = acr_values
        self.max_age_seconds = max_age_seconds

    def attributes(self) -> dict[str, str]:
        """The challenge parameters beside the error."""
        return {"acr_values": self.acr_values, "max_age": str(self.max_age_seconds)}
