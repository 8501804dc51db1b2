"""Celery finds the operator's periodic work here."""

from celery import shared_task

from idp.operations import cleanup


@shared_task(name="operations.cleanup", ignore_result=True)
def cleanup_task() -> dict[str, int]:
    """`idp cleanup`, once an hour."""
    return cleanup.run()
