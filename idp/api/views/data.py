"""Taking one's data along, and leaving. Spec: GDPR Art. 15, 17, 20."""

from typing import ClassVar

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from idp.accounts import deletion
from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import Fresh, scopes
from idp.api.serializers.data import DeletionSerializer, ExportSerializer
from idp.lifecycle import deletion as leaving
from idp.lifecycle import export


class Export(Endpoint):
    """Everything kept about the person."""

    permissions: ClassVar = {"GET": (scopes("account:read"), Fresh)}

    @operation("export", "Everything kept about the person", {200: ExportSerializer})
    def get(self, request: Request) -> Response:
        """One document, made now. It needs a fresh proof, and that it was taken is in the history."""
        document = export.document(self.person(request), request=request._request)
        return Response(document, headers={"Content-Disposition": f'attachment; filename="{export.FILE_NAME}"'})


class Deletion(Endpoint):
    """The end of the account."""

    permissions: ClassVar = {"POST": (scopes("account:write"), Fresh), "DELETE": (scopes("account:write"),)}

    @operation("deletion_ask", "Delete the account", {202: DeletionSerializer})
    def post(self, request: Request) -> Response:
        """Set the day on which the account goes, and sign out everywhere: this access token ends with the call.

        Until that day the person may sign in and keep the account. 409 for the last administrator.
        """
        day = leaving.ask(self.person(request), request=request._request)
        return Response(DeletionSerializer({"deletion_at": day}).data, status=202)

    @operation("deletion_cancel", "Keep the account", {204: None})
    def delete(self, request: Request) -> Response:
        """Call the deletion off; 404 if none was asked for."""
        if not deletion.cancel(self.person(request), request=request._request):
            raise NotFound
        return Response(status=204)
