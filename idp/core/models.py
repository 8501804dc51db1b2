"""The outbox: effects outside the database, written in the transaction that causes them; and the ring's keys by name."""

from django.db import models

from idp.core.fields import ByteStringField


class OutboxEntry(models.Model):
    """One effect to carry out at least once. ``sealed`` holds the part that is secret, wiped when done.

    ``share`` is whom the effect goes to, where one that is slow shall hold up no other. ``faults`` counts what went wrong as
    nothing that its handler knows does; at the limit the entry is parked, until somebody looks or it expires.
    """

    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    share = models.CharField(max_length=255, blank=True, default="", db_default="")
    faults = models.PositiveSmallIntegerField(default=0, db_default=0)
    parked_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["done_at", "failed_at", "due_at"], name="outbox_due")]


class RingKey(models.Model):
    """A key of IDP_ENCRYPTION_KEYS that was used here, with a ciphertext that only it opens."""

    key_id = ByteStringField(max_length=16, unique=True)
    canary = models.TextField()
    created_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)  # given up by the operator: nobody waits for it any more
