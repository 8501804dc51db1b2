"""The outbox: effects outside the database, written in the transaction that causes them."""

from django.db import models


class OutboxEntry(models.Model):
    """One effect to carry out at least once. ``sealed`` holds the part that is secret, wiped when done."""

    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["done_at", "failed_at", "due_at"], name="outbox_due")]
