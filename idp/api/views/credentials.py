"""Password and e-mail address, behind a fresh proof. Spec: RFC 9470; OWASP ASVS 6.2.3, 6.3.7."""

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from idp.accounts import address_change
from idp.accounts.address_codes import TooSoon
from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import Fresh, scopes
from idp.api.serializers.me import (
    CodeSerializer,
    EmailCodeSentSerializer,
    EmailSerializer,
    MeSerializer,
    PasswordSerializer,
)
from idp.api.views.authenticators import wrong_code
from idp.api.views.me import facts
from idp.core.errors import AppError, Throttled
from idp.lifecycle import credentials
from idp.sessions.models import Session

SENSITIVE = (scopes("account:write"), Fresh)


class Password(Endpoint):
    """The person's password."""

    permissions: ClassVar = {"POST": SENSITIVE}
    inputs: ClassVar = {"POST": PasswordSerializer}

    @operation("password_change", "Change the password", {204: None}, takes=PasswordSerializer)
    def post(self, request: Request) -> Response:
        """This session and its tokens stay; every other session, token and mailed link ends.

        A wrong current password (counted as at sign-in) or a weak new one is 422 with ``errors`` by member.
        """
        typed = self.input.validated_data
        credentials.change_password(
            self.person(request),
            typed["current_password"],
            typed["password"],
            session=_session(self, request),
            request=request._request,
        )
        return Response(status=204)


class Email(Endpoint):
    """The person's e-mail address."""

    permissions: ClassVar = {"POST": SENSITIVE}
    inputs: ClassVar = {"POST": EmailSerializer}

    @operation("email_change", "Have a code sent to a new address", {202: EmailCodeSentSerializer}, takes=EmailSerializer)
    def post(self, request: Request) -> Response:
        """Nothing changes yet. The answer is the same for an address that has an account; its owner gets a mail instead."""
        session = _session(self, request)
        sent = address_change.ask(
            self.person(request),
            self.input.validated_data["email"],
            binding=f"session:{session.sid}",
            request=request._request,
        )
        if isinstance(sent, TooSoon):
            raise Throttled(sent.retry_after_seconds)
        return Response(EmailCodeSentSerializer(sent).data, status=202)


class EmailConfirmation(Endpoint):
    """The code from the new mailbox."""

    permissions: ClassVar = {"POST": SENSITIVE}
    inputs: ClassVar = {"POST": CodeSerializer}

    @operation("email_confirm", "Switch to the new address", {200: MeSerializer}, takes=CodeSerializer)
    def post(self, request: Request) -> Response:
        """This session and its tokens stay; every other one ends; the old address can take it back for a while.

        A wrong code is 422 with ``errors.code`` and ``attempts_left``.
        """
        person = self.person(request)
        rejected = credentials.change_address(
            person, self.input.validated_data["code"], session=_session(self, request), request=request._request
        )
        if rejected is not None:
            raise wrong_code(rejected)
        return Response(MeSerializer(facts(person, self.token(request).acr)).data)


def _session(endpoint: Endpoint, request: Request) -> Session:
    """The live session that the access token comes from. Raises: AppError (409) for a token that outlived its session."""
    session_id = endpoint.token(request).session_id
    found = Session.objects.filter(pk=session_id, ended_at=None).first() if session_id is not None else None
    if found is None:
        raise AppError("session_required", "This needs a live sign-in, not only an access token.", status=409)
    return found
