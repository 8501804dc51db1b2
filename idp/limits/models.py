"""Guess budgets and rate limits. The database is the authority."""

from django.conf import settings
from django.db import models

from idp.core.fields import ByteStringField, digest_field


class GuessBudget(models.Model):
    """How often one person's factor class was guessed since the last proof; one row for all doors.

    An address that nobody has gets the same budget without a user, so that the answers do not tell the two apart.
    """

    key_hash = digest_field(unique=True)  # MAC of the factor class and of whom it concerns
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="guess_budgets")
    factor_class = ByteStringField(max_length=32)
    failures = models.PositiveIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)
    last_failure_at = models.DateTimeField(db_index=True)


class RateBucket(models.Model):
    """A GCRA bucket: the theoretical arrival time in Unix microseconds of the next conforming event."""

    key_hash = digest_field(primary_key=True)
    arrival_at_us = models.BigIntegerField()
    expires_at = models.DateTimeField(db_index=True)
