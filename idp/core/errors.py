"""Errors of our own JSON API and services. Spec: RFC 9457 (problem details)."""

from collections.abc import Mapping, Sequence


class AppError(Exception):
    """An expected refusal with fixed public text.

    ``code`` names it for programs, ``title`` says it in words, ``fields`` maps a field to its messages,
    ``extra`` holds further public members of the problem document, ``headers`` extra response headers.
    """

    def __init__(
        self,
        code: str,
        title: str,
        *,
        status: int = 400,
        fields: Mapping[str, Sequence[str]] | None = None,
        extra: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {title}")
        self.code = code
        self.title = title
        self.status = status
        self.fields = {name: list(messages) for name, messages in (fields or {}).items()}
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})


class Throttled(AppError):
    """Too many attempts; ``retry_after_seconds`` goes into Retry-After."""

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            "too_many_attempts", "Too many attempts.", status=429, headers={"Retry-After": str(max(1, retry_after_seconds))}
        )
        self.retry_after_seconds = max(1, retry_after_seconds)
