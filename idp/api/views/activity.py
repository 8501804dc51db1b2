"""What happened to the account: sign-ins, failures, changes."""

from typing import Any, ClassVar

from rest_framework.exceptions import NotFound, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import scopes
from idp.api.serializers.activity import (
    ActivityQuerySerializer,
    ActivitySerializer,
    DeniedSerializer,
    NotMeSerializer,
)
from idp.lifecycle import activity, not_me
from idp.lifecycle.activity import Entry


class Activity(Endpoint):
    """The person's own history."""

    permissions: ClassVar = {"GET": (scopes("account:read"),)}
    queries: ClassVar = {"GET": ActivityQuerySerializer}

    @operation("activity", "Sign-ins and changes of the account", {200: ActivitySerializer}, query=ActivityQuerySerializer)
    def get(self, request: Request) -> Response:
        """What happened, the latest first, as far back as the deployment keeps its record."""
        try:
            entries, following = activity.page(self.person(request), before=self.query.get("cursor", ""))
        except activity.UnknownCursor as error:
            raise ParseError("The cursor is not one of this list.") from error
        current = self.token(request).sid
        rows = [_facts(entry, current) for entry in entries]
        return Response(ActivitySerializer({"results": rows, "next": following or None}).data)


class NotMe(Endpoint):
    """A sign-in that the person knows nothing of."""

    permissions: ClassVar = {"POST": (scopes("account:write"),)}
    inputs: ClassVar = {"POST": NotMeSerializer}

    @operation("activity_not_me", "Deny a sign-in", {200: DeniedSerializer}, takes=NotMeSerializer)
    def post(self, request: Request) -> Response:
        """End the session that the entry belongs to, with all grants made in it; its browser counts as new again.

        It needs no fresh proof. The person should change the password next.
        """
        denied = not_me.deny(self.person(request), self.input.validated_data["reference"], request=request._request)
        if denied is None:
            raise NotFound
        return Response(DeniedSerializer({"session_ended": denied.session_ended, "next": "change_password"}).data)


def _facts(entry: Entry, current: str | None) -> dict[str, Any]:
    return {
        "reference": entry.reference,
        "at": entry.at,
        "kind": entry.kind,
        "outcome": entry.outcome,
        "device": entry.device or None,
        "ip": entry.ip or None,
        "place": entry.place or None,
        "client": {"client_id": entry.client[0], "name": entry.client[1]} if entry.client else None,
        "factor": entry.factor or None,
        "is_new_device": entry.is_new_device,
        "ended_device": entry.ended_device or None,
        "sid_is_current": bool(current) and entry.sid == current,
    }
