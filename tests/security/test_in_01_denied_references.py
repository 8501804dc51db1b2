"""IN-01, IN-02: texts that no reference is, and bodies of every wrong shape, at the doors of one's own account."""

import pytest

from idp.accounts.models import User
from idp.sessions.models import Session
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db
TEXTS = [
    "",
    " ",
    "\x00",
    "BCDF\x00",
    "\ufffe",
    "\u202eBCDF",
    "e" + "\u0301" * 1000,
    "\U0001f47e",
    "x" * 100_000,
    "bcdf-ghjk-mnpq",
]
BODIES = [
    None, [], "x", 1, {"reference": None}, {"reference": 1}, {"reference": ["x"]}, {"reference": {"x": 1}},
    {"reference": "x", "sid": "x"}, {"reference": "x", "user": 1}, {"Reference": "x"}, {},
]  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_reference_that_is_none(text: str) -> None:
    caller = make_caller()
    answer = caller.call("POST", "me/activity/not-me", {"reference": text})
    assert answer.status_code in {400, 404}
    assert Session.objects.get().ended_at is None


@pytest.mark.parametrize("body", BODIES)
def test_a_body_of_another_shape(body: object) -> None:
    answer = make_caller().call("POST", "me/activity/not-me", body)
    assert answer.status_code in {400, 404} and answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "raw", [b'{"reference": "\\ud800"}', b'{"reference": "x", "reference": "y"}', b'{"reference": NaN}', b"\xff"]
)
def test_json_that_is_ambiguous_or_broken(raw: bytes) -> None:
    assert make_caller().call("POST", "me/activity/not-me", raw=raw).status_code == 400


@pytest.mark.parametrize(("method", "path"), [("POST", "me/deletion"), ("DELETE", "me/deletion"), ("DELETE", "me/apps/x")])
def test_a_call_without_a_body_takes_none(method: str, path: str) -> None:
    assert make_caller().call(method, path, {"deletion_at": "2000-01-01T00:00:00Z"}).status_code == 400
    assert User.objects.get().deletion_at is None


@pytest.mark.parametrize("name", ["%00", "%ff", "a" * 5000, "..%2f..%2fme", "%F0%9F%91%BE", "x%0d%0aSet-Cookie:a=b"])
def test_a_client_id_in_the_path_that_is_none(name: str) -> None:
    answer = make_caller().call("DELETE", f"me/apps/{name}")
    assert answer.status_code in {400, 404} and "Set-Cookie" not in answer.headers
