"""Celery finds the kernel's tasks here."""

from idp.core.outbox import drain_task

__all__ = ["drain_task"]
