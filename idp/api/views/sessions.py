"""Where the person is signed in, and signing out elsewhere."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import scopes
from idp.api.serializers.sessions import EndedSerializer, SessionListSerializer
from idp.clients.models import Client
from idp.core import http, places
from idp.lifecycle import connected_apps, sign_out
from idp.sessions import services
from idp.sessions.models import Session


class Sessions(Endpoint):
    """The person's live sessions."""

    permissions: ClassVar = {"GET": (scopes("account:read"),)}

    @operation("sessions", "Where the person is signed in", {200: SessionListSerializer})
    def get(self, request: Request) -> Response:
        """The live sessions, the latest seen first."""
        current = self.token(request).sid
        person = self.person(request)
        found = services.of(person)
        names = dict(Client.objects.filter(client_id__in={one.client_id for one in found}).values_list("client_id", "name"))
        apps = connected_apps.by_session(person)
        rows = [_facts(session, current, names, person.locale) | {"apps": apps[session.pk]} for session in found]
        return Response(SessionListSerializer({"results": rows}).data)


class OneSession(Endpoint):
    """One live session of the person."""

    permissions: ClassVar = {"DELETE": (scopes("account:write"),)}

    @operation("session_end", "Sign one browser out", {204: None})
    def delete(self, request: Request, handle: str) -> Response:
        """End the session and every grant made in it, from the next request on."""
        if not sign_out.one(self.person(request), handle, by=self.token(request).sid, request=request._request):
            raise NotFound
        return Response(status=204)


class OtherSessions(Endpoint):
    """All live sessions but the one of this access token."""

    permissions: ClassVar = {"POST": (scopes("account:write"),)}

    @operation("sessions_revoke_others", "Sign all other browsers out", {200: EndedSerializer})
    def post(self, request: Request) -> Response:
        """End every other session and every grant that was not made in this one."""
        ended = sign_out.others(self.person(request), keep=self.token(request).session_id, request=request._request)
        return Response(EndedSerializer({"ended": ended}).data)


def _facts(session: Session, current: str | None, names: Mapping[str, str], locale: str) -> dict[str, Any]:
    return {
        "handle": session.sid,
        "current": session.sid == current,
        "created_at": session.created_at,
        "last_seen_at": session.last_seen_at,
        "auth_time": session.authenticated_at,
        "acr": session.acr,
        "amr": session.amr,
        "factor": session.factor or None,
        "ip": session.ip or None,
        "place": places.of(session.ip, locale) or None,
        "client": {"client_id": session.client_id, "name": names[session.client_id]} if session.client_id in names else None,
        "device": http.device_words(session.user_agent),
    }
