"""TS-15: an access token without the scope of the call is refused, and the challenge says what is needed."""

import pytest

from idp.audit.events import Action
from idp.audit.models import Event
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6750", "3.1", "SHOULD")
@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("GET", "me", "account:read"),
        ("GET", "me/sessions", "account:read"),
        ("POST", "me/authenticators/totp", "account:write"),
    ],
)
def test_insufficient_scope(method: str, path: str, needed: str) -> None:
    caller = make_caller(scope="openid profile")
    answer = caller.call(method, path)
    assert answer.status_code == 403
    assert answer.json()["code"] == "insufficient_scope"
    assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
    assert f'scope="{needed}"' in answer.headers["WWW-Authenticate"]
    event = Event.objects.get(action=Action.ACCESS_REFUSE)
    assert (event.reference, event.subject, event.client_id) == (
        answer.json()["reference"],
        caller.user.sub,
        caller.client.client_id,
    )


def test_reading_does_not_allow_writing() -> None:
    caller = make_caller(scope="openid account:read")
    assert caller.call("GET", "me").status_code == 200
    assert caller.call("POST", "me/authenticators/totp").status_code == 403
    assert caller.call("POST", "me/recovery-codes").status_code == 403


def test_writing_does_not_allow_reading() -> None:
    assert make_caller(scope="openid account:write").call("GET", "me").status_code == 403
