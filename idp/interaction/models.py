"""A paused request for a sign-in."""

from django.conf import settings
from django.db import models

from idp.core.fields import ByteStringField, digest_field


class Interaction(models.Model):
    """One request under an opaque id, bound to one browser, with the proofs given so far.

    ``proofs`` maps a kind (password, email_otp, totp, recovery, verify_email, consent …) to ``{"at": Unix seconds, …}``.
    ``version`` makes each write conditional: of two answers at once, one is stored.
    """

    id = ByteStringField(max_length=43, primary_key=True)
    reference = ByteStringField(max_length=16, unique=True)
    target = models.CharField(max_length=16)  # authorization | local | trial (a login that an administrator tries)
    parameters = models.JSONField(default=dict)
    client = models.ForeignKey("clients.Client", on_delete=models.CASCADE, null=True, related_name="interactions")
    browser_hash = digest_field(blank=True, default="")  # empty until the first GET after a cross-site POST
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="interactions")
    session = models.ForeignKey("idp_sessions.Session", on_delete=models.CASCADE, null=True, related_name="interactions")
    proofs = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")  # encrypted: recovery codes that wait to be saved
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    completed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["browser_hash"], name="interactions_of_a_browser")]  # a sign-out finds them
