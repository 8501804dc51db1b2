"""Sign-ins of browsers, and the deployment's epoch."""

from django.conf import settings
from django.db import models

from idp.core.fields import ByteStringField, digest_field


class Deployment(models.Model):
    """The single row whose ``epoch`` ends every session and grant of the deployment when raised (restore, emergency)."""

    epoch = models.PositiveIntegerField(default=0)


class KnownBrowser(models.Model):
    """A browser that a person signed in with before, or chose a new password in by a mailed link; see known_browsers."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="known_browsers")
    browser_hash = digest_field(unique=True)  # keyed by person
    signed_in_at = models.DateTimeField(null=True)  # null: no sign-in yet, so the first one is told of
    proved_at = models.DateTimeField(db_index=True)


class Session(models.Model):
    """One browser's sign-in. The cookie's value is stored only as a digest; ``sid`` is its OIDC name."""

    key_hash = digest_field(unique=True)
    sid = ByteStringField(max_length=43, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions", null=True)
    data = models.TextField(default="")  # Django's session dictionary, encoded by the engine
    created_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    authenticated_at = models.DateTimeField(null=True)  # auth_time
    acr = models.CharField(max_length=16, blank=True, default="")
    amr = models.JSONField(default=list)
    factor = models.CharField(max_length=16, blank=True, default="")  # the strongest proof that ``acr`` rests on
    fresh_at = models.DateTimeField(null=True)  # last proof by a second factor (sudo)
    fresh_acr = models.CharField(max_length=16, blank=True, default="")
    epoch = models.PositiveIntegerField(default=0)
    deployment_epoch = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=40, blank=True, default="")
    ip = models.CharField(max_length=45, blank=True, default="")
    user_agent = models.CharField(max_length=300, blank=True, default="")
    browser_hash = digest_field(blank=True, default="")  # keyed by person: which browsers are known, see known_browsers
    client_id = ByteStringField(max_length=255, blank=True, default="")  # whom the sign-in was for; empty: our own pages
