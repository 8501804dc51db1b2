"""AP-01: nobody raises own rights by sending members that a call does not take."""

from typing import Any

import pytest
from django.forms.models import model_to_dict

from idp.accounts.models import User
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db
MEMBERS = [
    "id",
    "is_staff",
    "is_superuser",
    "is_active",
    "is_admin",
    "groups",
    "permissions",
    "email_verified",
    "mfa_enabled",
    "password",
    "last_login",
    "date_joined",
    "sub",
    "role",
    "epoch",
    "name",
]


def row(user: User) -> dict[str, Any]:
    """The account as stored."""
    stored = User.objects.get(pk=user.pk)
    return model_to_dict(stored) | {"sub": stored.sub, "updated_at": stored.updated_at}


@pytest.mark.parametrize("method", ["PATCH", "PUT", "POST", "DELETE"])
@pytest.mark.parametrize(
    "body",
    [
        dict.fromkeys(MEMBERS, True),
        {"user": {"is_admin": True}},
        {"user.is_admin": True},
        [{"op": "replace", "path": "/is_admin", "value": True}],
    ],
    ids=["flat", "nested", "dotted", "json-patch"],
)
def test_the_account_cannot_be_written_through_me(method: str, body: object) -> None:
    caller = make_caller()
    before = row(caller.user)
    assert caller.call(method, "me", body).status_code == (400 if method == "PATCH" else 405)
    assert row(caller.user) == before


@pytest.mark.parametrize("path", ["me/authenticators/totp", "me/recovery-codes", "me/sessions/revoke-others", "confirm"])
def test_a_member_that_a_call_does_not_take_is_a_400(path: str) -> None:
    caller = make_caller()
    fits: dict[str, object] = {}
    if path == "confirm":
        pending = caller.call("POST", "me/authenticators/totp").json()
        path, fits = f"me/authenticators/totp/{pending['id']}/confirm", {"code": "000000", "label": ""}
    before = row(caller.user)
    for member in MEMBERS:
        answer = caller.call("POST", path, fits | {member: True})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request"), member
    assert row(caller.user) == before


@pytest.mark.parametrize(
    "kind",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json-patch+json", "text/plain"],
)
def test_other_body_formats_are_not_read(kind: str) -> None:
    caller = make_caller()
    before = row(caller.user)
    answer = caller.call("POST", "me/recovery-codes", raw=b"is_admin=true", content_type=kind)
    assert answer.status_code == 415
    assert row(caller.user) == before
