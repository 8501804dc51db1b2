"""Closed by default: a view, or a method of a view, that names no permission."""

from typing import Any, ClassVar

import pytest
from django.test import RequestFactory
from rest_framework.request import Request
from rest_framework.response import Response

from idp.api.endpoint import Endpoint
from idp.api.permissions import scopes
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db


class Forgetful(Endpoint):
    """A view whose author forgot the permission of POST."""

    permissions: ClassVar = {"GET": (scopes("account:read"),)}

    def get(self, request: Request) -> Response:
        """Open to account:read."""
        return Response({})

    def post(self, request: Request) -> Response:
        """Open to nobody."""
        raise AssertionError("a view without permissions ran")


def call(method: str, token: str) -> Any:
    """Call the view directly with a token."""
    return Forgetful.as_view()(
        RequestFactory().generic(method, "/", headers={"authorization": f"Bearer {token}"} if token else {})
    )


def test_a_method_without_permissions_is_closed_even_with_every_scope() -> None:
    caller = make_caller()
    assert call("GET", caller.token).status_code == 200
    assert call("POST", caller.token).status_code == 403
    assert call("POST", "").status_code == 401


def test_a_scope_is_a_whole_word() -> None:
    assert call("GET", make_caller(scope="openid account:reader xaccount:read account:rea").token).status_code == 403
