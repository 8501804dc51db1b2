"""Registered clients, their secrets, the resources they may ask for, and what people allowed them.

Spec: RFC 7591 §2 and OpenID Connect Dynamic Client Registration §2 for the metadata names.
"""

from django.conf import settings
from django.db import models
from oauth2_provider.models import AbstractApplication

from idp.core import secrets
from idp.core.fields import ByteStringField, digest_field


def new_client_id() -> str:
    """A random client identifier (128 bits). It never begins with a dash: commands would read it as an option."""
    return next(found for found in iter(lambda: secrets.token(128), "") if not found.startswith("-"))


class Client(AbstractApplication):
    """A registered relying party (DOT's swapped Application). URI lists are space separated, as DOT has them.

    ``version`` is raised by every change, so that parsed copies in processes know that they are stale.
    """

    user = None  # clients belong to the deployment, not to the person who typed them in
    client_id = ByteStringField(max_length=255, unique=True, default=new_client_id)
    client_type = models.CharField(max_length=32, default="confidential")
    authorization_grant_type = models.CharField(max_length=44, default="authorization-code")  # DOT's single one: unused
    client_secret = models.CharField(max_length=1, blank=True, default="")  # unused: secrets are rows of ClientSecret
    application_type = models.CharField(max_length=8, default="web")  # web | native
    token_endpoint_auth_method = models.CharField(max_length=32, default="client_secret_basic")
    grant_types = models.JSONField(default=list)
    response_types = models.JSONField(default=list)
    scope = models.TextField(blank=True, default="openid")
    resources = models.JSONField(default=list)  # RFC 8707 identifiers it may ask for beside the issuer's own
    introspection_audiences = models.JSONField(default=list)
    id_token_signed_response_alg = models.CharField(max_length=8, default="RS256")
    require_pkce = models.BooleanField(default=True)
    default_acr_values = models.JSONField(default=list)
    minimum_acr = models.CharField(max_length=16, blank=True, default="")
    backchannel_logout_uri = models.TextField(blank=True, default="")
    backchannel_logout_session_required = models.BooleanField(default=True)
    trusted = models.BooleanField(default=False)
    verified = models.BooleanField(default=True)  # False: registered itself; consent is never remembered
    enabled = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    owned_by_file = models.BooleanField(default=False)
    file_fields = models.JSONField(default=list)  # the members that the file names: `idp apply` sets them again

    class Meta(AbstractApplication.Meta):
        abstract = False
        swappable = "OAUTH2_PROVIDER_APPLICATION_MODEL"


class ClientSecret(models.Model):
    """One of a client's secrets, as a digest (generated, high entropy: never a slow hash)."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="secrets")
    secret_hash = digest_field()
    hint = models.CharField(max_length=8)
    label = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)  # noted at most once an hour: not each use is worth a write


class Resource(models.Model):
    """A resource server that access tokens may be meant for. Spec: RFC 8707 §2."""

    identifier = ByteStringField(max_length=255, unique=True)
    scopes = models.JSONField(default=list)
    owned_by_file = models.BooleanField(default=False)


class Consent(models.Model):
    """What a person allowed a client at one redirect host."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="consents")
    redirect_host = ByteStringField(max_length=255)
    scopes = models.JSONField(default=list)
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "client", "redirect_host"], name="one_consent_per_redirect_host")
        ]
