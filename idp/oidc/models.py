"""The one grant row, the signing keys, and the access tokens revoked one by one."""

from django.conf import settings
from django.db import models

from idp.core.fields import ByteStringField, digest_field


class Grant(models.Model):
    """What tokens hang on: born at authorize with the code's digest, activated once, rotated in place, kept as tombstone.

    Spec: RFC 6749 §4.1, §6; RFC 9700 §4.14.2.
    """

    handle = ByteStringField(max_length=22, unique=True)
    client = models.ForeignKey("clients.Client", on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grants")
    session = models.ForeignKey("idp_sessions.Session", on_delete=models.CASCADE, related_name="grants")
    created_at = models.DateTimeField()
    # the code
    code_hash = digest_field(unique=True)
    code_expires_at = models.DateTimeField()
    code_attempts = models.PositiveSmallIntegerField(default=0)
    redirect_uri = models.TextField()
    code_challenge = ByteStringField(max_length=128, blank=True, default="")
    nonce = models.TextField(blank=True, default="")
    # what was granted
    scope = models.TextField()
    resources = models.JSONField(default=list)
    claims = models.JSONField(default=dict)  # OpenID Connect Core §5.5 claims parameter
    offline = models.BooleanField(default=False)  # outlives the session
    # how the person was authenticated, when the code was issued; refresh never renews it
    authenticated_at = models.DateTimeField()
    acr = models.CharField(max_length=16)
    amr = models.JSONField(default=list)
    epoch = models.PositiveIntegerField()
    deployment_epoch = models.PositiveIntegerField()
    cnf = models.JSONField(default=dict)
    # life
    activated_at = models.DateTimeField(null=True)
    generation = models.PositiveIntegerField(default=0)
    rotated_at = models.DateTimeField(null=True)
    idle_expires_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)
    revoke_reason = models.CharField(max_length=40, blank=True, default="")


class SigningKey(models.Model):
    """A signing key pair. ``alg`` is a property of the key, never of a token's header.

    states: pending (published, not used) -> active -> retiring (published, only verifies) -> retired | compromised
    """

    kid = ByteStringField(max_length=64, unique=True)
    use = models.CharField(max_length=16, default="sig")
    alg = models.CharField(max_length=8)
    state = models.CharField(max_length=16)
    active_alg = ByteStringField(max_length=8, null=True, unique=True)  # alg while active: one active key per alg, everywhere
    public_jwk = models.JSONField()
    sealed_private_jwk = models.TextField()
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)


class RevokedToken(models.Model):
    """The jti of a client_credentials access token that was revoked before it expired."""

    jti = ByteStringField(max_length=43, primary_key=True)
    revoked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
