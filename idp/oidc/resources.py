"""Which resources a client may ask access tokens for. Spec: RFC 8707 §2."""

from collections.abc import Sequence

from django.conf import settings

from idp.clients.models import Resource
from idp.clients.registry import ClientRecord
from idp.protocol.errors import OAuthError


def check(client: ClientRecord, requested: Sequence[str]) -> tuple[str, ...]:
    """The requested resources, each once.

    Allowed are the issuer, our API, those named in the client's registration, and registered resources of which the client
    holds a scope. Raises: OAuthError ``invalid_target``.
    """
    asked = tuple(dict.fromkeys(requested))
    others = set(asked) - {settings.IDP.public_url, settings.IDP.api_resource, *client.resources}
    if others:
        known = Resource.objects.filter(identifier__in=others).values_list("identifier", "scopes")
        if others - {identifier for identifier, scopes in known if client.scopes & set(scopes)}:
            raise OAuthError("invalid_target", "A resource is unknown or not for this client.")
    return asked
