"""One way to refuse at the machine endpoints: counted, recorded once, said in fixed words. Spec: RFC 6749 §5.2."""

import structlog
from django.http import HttpRequest, HttpResponse

from idp.audit.events import Action, record
from idp.core import http
from idp.core.errors import Throttled
from idp.limits import rates
from idp.oidc import form
from idp.oidc.grants import Recorded
from idp.protocol.errors import OAuthError

log = structlog.get_logger("idp.oidc")


def refuse(request: HttpRequest, error: OAuthError, action: Action, *, client_id: str = "") -> HttpResponse:
    """Answer a refused request. An address that fails too often gets 429 instead, and no further rows are written for it."""
    try:
        rates.hit(rates.Door.CLIENT_AUTHENTICATION, ip=http.client_ip(request))
    except Throttled as throttled:
        wait = {"Retry-After": str(throttled.retry_after_seconds)}
        return form.refuse(OAuthError("slow_down", "There were too many failed requests.", redirectable=False, headers=wait))
    if not isinstance(error, Recorded):
        note(request, error, Action.CLIENT_AUTHENTICATE if error.error == "invalid_client" else action, client_id=client_id)
    return form.refuse(error)


def note(request: HttpRequest, error: OAuthError, action: Action, *, client_id: str) -> None:
    """Record a refusal and log it under the same reference."""
    reference = record(
        action, outcome="refused", reason=f"{error.error}: {error.detail}", request=request, actor=client_id[:64],
        client_id=client_id, detail={"error": error.error, "why": error.detail},
    )  # fmt: skip
    log.info("refused", action=str(action), error_code=error.error, why=error.detail, client_id=client_id, reference=reference)
