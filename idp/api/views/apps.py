"""The connected apps, and taking their access back."""

from typing import Any, ClassVar

from django.conf import settings
from django.utils import translation
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import scopes
from idp.api.serializers.apps import ConnectedAppListSerializer
from idp.interaction.prompts.consent import words_by_scope
from idp.lifecycle import connected_apps
from idp.lifecycle.connected_apps import App


class Apps(Endpoint):
    """The clients with access to the account."""

    permissions: ClassVar = {"GET": (scopes("account:read"),)}

    @operation("apps", "The connected apps", {200: ConnectedAppListSerializer})
    def get(self, request: Request) -> Response:
        """Clients that hold tokens or a remembered consent, the latest used first."""
        user = self.person(request)
        with translation.override(user.locale or settings.LANGUAGE_CODE):
            return Response(ConnectedAppListSerializer({"results": [_facts(app) for app in connected_apps.of(user)]}).data)


class OneApp(Endpoint):
    """One connected app."""

    permissions: ClassVar = {"DELETE": (scopes("account:write"),)}

    @operation("app_disconnect", "Take an app's access back", {204: None})
    def delete(self, request: Request, client_id: str) -> Response:
        """Forget the consent and end every token of this client, from the next request on; the client is told."""
        if not connected_apps.disconnect(self.person(request), client_id, request=request._request):
            raise NotFound
        return Response(status=204)


def _facts(app: App) -> dict[str, Any]:
    return {
        "client_id": app.client.client_id,
        "name": app.client.name,
        "access": "first_party" if app.client.trusted else "consented",
        "scopes": [{"scope": scope, "words": words} for scope, words in words_by_scope(frozenset(app.scopes)).items()],
        "connected_at": app.first_at,
        "last_used_at": app.last_at,
        "is_offline": app.is_offline,
    }
