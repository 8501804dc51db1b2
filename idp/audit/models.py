"""The append-only record of decisions and changes."""

from typing import Any

from django.db import models

from idp.core.fields import ByteStringField, digest_field


class Event(models.Model):
    """One decision or change. Never updated; ``detail`` holds no secret."""

    reference = ByteStringField(max_length=16, unique=True)
    at = models.DateTimeField(db_index=True)
    action = models.CharField(max_length=64, db_index=True)
    outcome = models.CharField(max_length=16)
    reason = models.CharField(max_length=200, blank=True, default="")
    actor = ByteStringField(max_length=64, blank=True, default="", db_index=True)  # sub, client_id or "operator"
    subject = ByteStringField(max_length=64, blank=True, default="")  # sub of the person concerned
    client_id = ByteStringField(max_length=255, blank=True, default="", db_index=True)
    sid = ByteStringField(max_length=64, blank=True, default="")
    interaction_id = ByteStringField(max_length=64, blank=True, default="", db_index=True)
    request_id = ByteStringField(max_length=16, blank=True, default="", db_index=True)  # as its answer's header X-Request-Id
    ip = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=300, blank=True, default="")
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject", "action"], name="audit_event_by_person")]  # a person's own history

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise TypeError("an audit event is never changed")
        super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("an audit event is deleted only by retention")


class Tally(models.Model):
    """How often anonymous callers of one network were refused for one reason, since a window began.

    The first few are events; the rest becomes one event, under this row's reference, when the window is over.
    """

    key_hash = digest_field(primary_key=True)  # MAC of the three
    action = models.CharField(max_length=64)
    reason = models.CharField(max_length=200)
    network = models.CharField(max_length=45)
    reference = ByteStringField(max_length=16, unique=True)
    count = models.BigIntegerField()
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)


class Seal(models.Model):
    """One link of the chain over the events, written after the fact: an event row is never touched for it.

    Personal data is sealed as a salted hash, so that it can be erased without a break: the salt goes with it.
    """

    sequence = models.BigIntegerField(primary_key=True)
    event_id = models.BigIntegerField(unique=True)  # no foreign key: retention takes the event, the link stays
    event_at = models.DateTimeField()
    facts_hash = digest_field()
    personal_salt = models.CharField(max_length=32, blank=True, default="")
    personal_hash = digest_field()
    sealed_at = models.DateTimeField(db_index=True)
    previous_hash = digest_field(blank=True, default="")
    chain_hash = digest_field()
    mac = digest_field()


class Removal(models.Model):
    """What was taken from the record, and by a MAC that it was taken by us: a row that somebody put in accounts for nothing."""

    at = models.DateTimeField()
    before = models.DateTimeField(null=True)  # an expiry: events older than this are gone
    subject = ByteStringField(max_length=64, blank=True, default="", db_index=True)  # an erasure: whose addresses were wiped
    last_event_id = models.BigIntegerField(default=0)  # no later event is accounted for by it
    mac = digest_field()
