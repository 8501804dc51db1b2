"""Redis, the broker, the workers behind it, and what waits for them."""

import time
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError

from idp.core import clock, outbox, redis
from idp.core.models import OutboxEntry
from idp.core.outbox import drain_task
from idp.core.wakeup import Lane
from idp.operations.doctor.finding import Fault

LATE = timedelta(minutes=2)
PING_SECONDS = 2.0


def redis_answers() -> str:
    """It is there, and fast enough to be of use. Raises: Fault."""
    if not settings.IDP.redis_url:
        return "not configured: limits are counted in the database and in each process"
    started = time.monotonic()
    try:
        redis.ask(lambda connection: connection.ping())
    except redis.Away as error:
        why = type(error.__cause__).__name__ if error.__cause__ else "the breaker is open"
        raise Fault(
            f"it does not answer within 50 ms ({why}); sign-ins go on without it", "Start it, or correct IDP_REDIS_URL."
        ) from None
    return f"answers in {(time.monotonic() - started) * 1000:.0f} ms"


def workers_answer() -> str:
    """Each queue of the broker is heard by a worker. Raises: Fault."""
    if not settings.CELERY_BROKER_URL:
        return "not configured: `idp serve` sends mail and notices by itself"
    try:
        heard = drain_task.app.control.inspect(timeout=PING_SECONDS).active_queues() or {}
    except Exception as error:  # noqa: BLE001 - whatever a broker answers
        raise Fault(
            f"the broker does not answer ({type(error).__name__}); `idp serve` sends mail by itself meanwhile",
            "Start it, or correct IDP_BROKER_URL.",
        ) from None
    if not heard:
        raise Fault("no worker answers; `idp serve` takes over what they leave", "Start one: `idp worker`.")
    unheard = sorted(set(Lane) - {queue["name"] for queues in heard.values() for queue in queues})
    if unheard:
        raise Fault(f"no worker hears the queue {unheard[0]}", "Start `idp worker`, which hears all of them.")
    return f"{len(heard)} answer"


def is_drained() -> str:
    """Nothing waits for longer than it should. Raises: Fault."""
    moment = clock.now()
    try:
        parked = list(outbox.parked().order_by("pk")[:100])
        waiting = OutboxEntry.objects.filter(done_at=None, failed_at=None, parked_at=None)
        late = waiting.filter(due_at__lt=moment - LATE).order_by("due_at").first()
        retried = waiting.filter(attempts__gt=1).exclude(last_error="").order_by("-pk").first()
        given_up = OutboxEntry.objects.filter(failed_at__gt=moment - timedelta(days=1)).count()
    except DatabaseError:
        raise Fault("it cannot be read", "Mend the database first.") from None
    if parked:
        words = f"{len(parked)} parked, the first is {parked[0].kind}, entry {parked[0].pk} ({parked[0].last_error})"
        raise Fault(words, "Mend the cause (see the log), then `idp outbox retry`; or give them up: `idp outbox discard`.")
    if late is not None:
        waited = int((moment - late.due_at).total_seconds())
        raise Fault(f"an entry ({late.kind}) is {waited} s overdue", "Nothing drains it: start `idp serve` or `idp worker`.")
    if retried is not None:
        whom = f" towards the client {retried.share}" if retried.share else ""
        raise Fault(
            f"{retried.kind} fails again and again{whom} ({retried.last_error})",
            f"`idp client show {retried.share}` names its address; ask its operator."
            if retried.share
            else "See the lines mail and broker of this report.",
        )
    return f"nothing is late, {given_up} given up in a day"
