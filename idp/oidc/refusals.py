"""One way to refuse at the machine endpoints: counted, recorded once, said in fixed words. Spec: RFC 6749 §5.2."""

from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from idp.audit import anonymous
from idp.audit.events import Action, record
from idp.clients.registry import ClientRecord
from idp.core import http, metrics
from idp.core.errors import Throttled
from idp.limits import rates
from idp.oidc import form
from idp.oidc.grants import Recorded
from idp.protocol.errors import OAuthError

log = structlog.get_logger("idp.oidc")


class TooMany(OAuthError):
    """429: whoever asks too often is told when to ask again, and nothing is written for it."""

    def __init__(self, throttled: Throttled, words: str) -> None:
        super().__init__("slow_down", words, redirectable=False, headers={"Retry-After": str(throttled.retry_after_seconds)})


def proved(request: HttpRequest, client: ClientRecord) -> None:
    """Note that a confidential client proved itself: whatever it is refused then is told one by one."""
    if not client.is_public:
        request.proved_client = client.client_id  # type: ignore[attr-defined]  # ours, on Django's request


def count(request: HttpRequest, door: rates.Door, client: ClientRecord) -> None:
    """Count a request of an authenticated client. Raises: TooMany.

    Anybody can name a public client, so it is counted for each address: nobody uses up the share of the others.
    """
    proved(request, client)
    account = f"{client.client_id} {http.client_ip(request)}" if client.is_public else client.client_id
    try:
        rates.hit(door, account=account)
    except Throttled as throttled:
        raise TooMany(throttled, "This client sends too many requests.") from throttled


def refuse(request: HttpRequest, error: OAuthError, action: Action, *, client_id: str = "") -> HttpResponse:
    """Answer a refused request. An address that fails too often gets 429 instead, and no further rows are written for it."""
    metrics.refusals.labels(error.error).inc()
    if isinstance(error, TooMany):
        return form.refuse(error)
    try:
        rates.hit(rates.Door.CLIENT_AUTHENTICATION, ip=http.client_ip(request))
    except Throttled as throttled:
        return form.refuse(TooMany(throttled, "There were too many failed requests."))
    if not isinstance(error, Recorded):
        note(request, error, Action.CLIENT_AUTHENTICATE if error.error == "invalid_client" else action, client_id=client_id)
    return form.refuse(error)


def note(request: HttpRequest, error: OAuthError, action: Action, *, client_id: str) -> None:
    """Record a refusal, or count it if the caller proved nothing, and log it under the same reference."""
    facts: dict[str, Any] = {
        "request": request, "actor": client_id[:64], "client_id": client_id,
        "detail": {"error": error.error, "why": error.detail} | error.facts,
    }  # fmt: skip
    if client_id and getattr(request, "proved_client", "") == client_id:
        reference = record(action, outcome="refused", reason=f"{error.error}: {error.detail}", **facts)
    else:
        reference = anonymous.record_refusal(action, reason=f"{error.error}: {error.detail}", **facts)
    log.info("refused", action=str(action), error_code=error.error, why=error.detail, client_id=client_id, reference=reference)
