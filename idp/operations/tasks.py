"""Celery finds the operator's periodic work here."""

import structlog
from celery import shared_task

from idp.audit import anonymous, seals
from idp.operations import cleanup

log = structlog.get_logger("idp.audit")


@shared_task(name="operations.cleanup", ignore_result=True)
def cleanup_task() -> dict[str, int]:
    """`idp cleanup`, once an hour."""
    return cleanup.run()


@shared_task(name="operations.seal", ignore_result=True)
def seal_task() -> int:
    """`idp audit seal`, once a minute. The anchor goes to the log, which is kept elsewhere."""
    anonymous.close_due()
    sealed = seals.seal()
    if sealed:
        log.info("audit sealed", events=sealed, anchor=str(seals.head()))
    return sealed
