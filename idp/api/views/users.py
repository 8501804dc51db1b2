"""People in the hands of the staff: what /manage/users does, for programs that act for somebody of the staff.

The same table of roles, the same services, the same record and mails. Spec: OWASP ASVS 8.2.1, 8.2.2; RFC 9470.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from idp.accounts import roles
from idp.accounts.models import User
from idp.accounts.roles import Act
from idp.api.describe import operation
from idp.api.endpoint import Endpoint
from idp.api.permissions import FreshApp, scopes, staff
from idp.api.serializers.users import ReasonSerializer, UserListSerializer, UserSerializer, UsersQuerySerializer
from idp.core import http
from idp.lifecycle import administration, directory
from idp.lifecycle.administration import Deed, NotAllowed

TAG = "administration"


def _may(act: Act) -> tuple[type[BasePermission], ...]:
    """Scope, then role, then a fresh proof: whoever has no role is not asked for a code."""
    return (scopes("users:manage"), staff(act), FreshApp)


class Users(Endpoint):
    """Everybody."""

    permissions: ClassVar = {"GET": _may(Act.FIND)}
    queries: ClassVar = {"GET": UsersQuerySerializer}

    @operation("users", "Find people", {200: UserListSerializer}, query=UsersQuerySerializer, tag=TAG)
    def get(self, request: Request) -> Response:
        """People by address, fifty a page. The helpdesk finds the staff too, and can open and change none of it."""
        found = directory.find(self.query.get("q", ""), self.query.get("after", ""))
        rows = [_listed(person) for person in found.people]
        return Response(UserListSerializer({"results": rows, "next": found.after or None}).data)


class OneUser(Endpoint):
    """One person."""

    permissions: ClassVar = {"GET": _may(Act.FIND)}

    @operation("user", "One person", {200: UserSerializer}, tag=TAG)
    def get(self, request: Request, sub: str) -> Response:
        """Who it is, how protected, and where signed in. Who looked is recorded."""
        person = _reached(self, request, sub)
        administration.look(person, Deed(self.person(request), request=request._request))
        return Response(UserSerializer(_known(person)).data)


class Lock(Endpoint):
    """The lock of an account."""

    permissions: ClassVar = {"POST": _may(Act.LOCK)}
    inputs: ClassVar = {"POST": ReasonSerializer}

    @operation("user_lock", "Lock an account", {200: UserSerializer}, takes=ReasonSerializer, tag=TAG)
    def post(self, request: Request, sub: str) -> Response:
        """Every sign-in ends at once, and nobody can sign in to the account until it is unlocked."""
        return _act(self, request, sub, administration.lock)


class Unlock(Endpoint):
    """The end of a lock."""

    permissions: ClassVar = {"POST": _may(Act.UNLOCK)}
    inputs: ClassVar = {"POST": ReasonSerializer}

    @operation("user_unlock", "Unlock an account", {200: UserSerializer}, takes=ReasonSerializer, tag=TAG)
    def post(self, request: Request, sub: str) -> Response:
        """The person can sign in again; what was signed out stays signed out."""
        return _act(self, request, sub, administration.unlock)


class SignOut(Endpoint):
    """The end of every sign-in."""

    permissions: ClassVar = {"POST": _may(Act.SIGN_OUT)}
    inputs: ClassVar = {"POST": ReasonSerializer}

    @operation("user_sign_out", "Sign a person out everywhere", {200: UserSerializer}, takes=ReasonSerializer, tag=TAG)
    def post(self, request: Request, sub: str) -> Response:
        """Every session and grant of the person ends; the person can sign in again."""
        return _act(self, request, sub, administration.sign_out_everywhere)


class ResetMfa(Endpoint):
    """The second factor, taken away."""

    permissions: ClassVar = {"POST": _may(Act.RESET_FACTORS)}
    inputs: ClassVar = {"POST": ReasonSerializer}

    @operation("user_reset_mfa", "Reset two-step sign-in", {200: UserSerializer}, takes=ReasonSerializer, tag=TAG)
    def post(self, request: Request, sub: str) -> Response:
        """Apps and recovery codes stop working and every sign-in ends; the owner is mailed a link to set up a new app."""
        return _act(self, request, sub, administration.reset_factors)


def _act(view: Endpoint, request: Request, sub: str, carry_out: Callable[[User, Deed], object]) -> Response:
    person = _reached(view, request, sub)
    reason = administration.checked_reason(view.input.validated_data["reason"])
    carry_out(person, Deed(view.person(request), reason, request._request))
    return Response(UserSerializer(_known(User.objects.get(pk=person.pk))).data)


def _reached(view: Endpoint, request: Request, sub: str) -> User:
    """The person, if the caller may look at them. Raises: NotFound; NotAllowed."""
    person = directory.by_sub(sub)
    if person is None:
        raise NotFound
    if not roles.may(view.person(request), Act.FIND, person):
        raise NotAllowed
    return person


def _listed(person: User) -> dict[str, Any]:
    names = ("sub", "email", "name", "is_active", "is_admin", "is_helpdesk", "created_at", "deletion_at")
    return {name: getattr(person, name) for name in names} | {"email_verified": person.email_verified_at is not None}


def _known(person: User) -> dict[str, Any]:
    known = directory.know(person)
    sessions = [
        {
            "device": http.device_words(session.user_agent),
            "ip": session.ip or None,
            "acr": session.acr,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
        }
        for session in known.sessions
    ]
    return _listed(person) | {
        "is_invited": known.is_invited,
        "groups": known.groups,
        "apps": known.apps,
        "recovery_codes_left": known.factors.recovery_codes_left,
        "sessions": sessions,
    }
