"""Enrolled authenticators and recovery codes."""

from django.conf import settings
from django.db import models

from idp.core.fields import ByteStringField, digest_field


class Authenticator(models.Model):
    """A person's enrolled instance of a factor. The seed is encrypted, bound to user and handle."""

    handle = ByteStringField(max_length=32, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authenticators")
    type = models.CharField(max_length=16)  # totp
    label = models.CharField(max_length=60, blank=True, default="")
    sealed_secret = models.TextField()
    last_step = models.BigIntegerField(default=0)  # TOTP: only a greater step is accepted (RFC 6238 §5.2)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)  # null: pending, proves nothing
    expires_at = models.DateTimeField(null=True)  # of a pending enrolment
    factors_version = models.PositiveIntegerField(default=0)  # the user's, when the enrolment began
    binding = ByteStringField(max_length=80, blank=True, default="")  # interaction or session that may confirm it
    last_used_at = models.DateTimeField(null=True)


class RecoverySet(models.Model):
    """A person's current set of recovery codes; regenerating replaces it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_set")
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField(null=True)  # the person said so; otherwise the next sign-in asks again


class RecoveryCode(models.Model):
    """One recovery code as a keyed MAC; spent once."""

    set = models.ForeignKey(RecoverySet, on_delete=models.CASCADE, related_name="codes")
    code_mac = digest_field(unique=True)
    spent_at = models.DateTimeField(null=True)


class RemovedSeed(models.Model):
    """The last step that an authenticator had accepted when it was removed: its seed, imported again, goes on from there."""

    seed_mac = digest_field(unique=True)
    last_step = models.BigIntegerField()
    removed_at = models.DateTimeField(db_index=True)
