"""JSON lines on stderr, with the request id, and a last line of defence that redacts secrets by name and shape."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRET_NAMES = re.compile(r"(?i)password|secret|token|code|otp|cookie|authorization|assertion|session|verifier")
_ALLOWED_NAMES = frozenset({"status_code", "error_code", "token_type", "code_challenge_method"})
_SECRET_SHAPES = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.?[\w-]*|rt_[\w.-]{20,}|g[ls]_[\w-]{20,}|(?<=code=)[^&\s]+|\b\d{6}\b")


def redact(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace values whose name or shape is that of a secret."""
    for name, value in event.items():
        if _SECRET_NAMES.search(name) and name not in _ALLOWED_NAMES:
            event[name] = "[redacted]"
        elif isinstance(value, str) and name not in {"timestamp", "request_id"}:
            event[name] = _SECRET_SHAPES.sub("[redacted]", value)
    return event


class RoutesOnly(logging.Filter):
    """Django logs the path of a request that failed; the path of a mailed link is a secret, its route is not."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, without the path."""
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            match = getattr(request, "resolver_match", None)
            shown = f"/{match.route}" if match is not None else "none"
            record.args = tuple(shown if argument == request.path else argument for argument in record.args)
        return True


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: one handler, everything through structlog."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                redact,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(options["level"].upper())
    for noisy in ("oauthlib", "django.db.backends", "django.security.DisallowedHost", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.ERROR)  # oauthlib logs requests at debug level, secrets included
    logging.getLogger("django.request").filters[:] = [RoutesOnly()]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
