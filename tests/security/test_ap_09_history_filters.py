"""AP-09, XI-09: sorting, filtering and statements in the history's query; cursors that were made up. Hydra GO-2026-4807."""

from urllib.parse import quote

import pytest

from idp.audit.events import Action, record
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db
FILTERS = [
    "ordering=user__password", "subject=x", "actor=x", "action=user:password:prove", "page_size=1000000000", "limit=-1",
    "detail__factor=totp", "cursor=", "cursor=a&cursor=b", "cursor[]=a", "format=api",
]  # fmt: skip
CURSORS = [
    "1", "-1", "0", "1 OR 1=1", "' OR ''='", "BCDF-GHJK-MNPQ' --", "\x00", "BCDF-GHJK-MNPQ\x00", "%", "_" * 14, "é" * 14,
    "\U0001f47e", "BCDF-GHJK-MNPQ-BCDF-GHJK", "../../me", "9" * 6000,
]  # fmt: skip


@pytest.mark.parametrize("query", FILTERS)
def test_what_the_call_does_not_take_is_a_400_without_an_echo(query: str) -> None:
    answer = make_caller().call("GET", f"me/activity?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "password" not in answer.content.decode() and "1000000000" not in answer.content.decode()


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_made_up_cursor_is_a_400(cursor: str) -> None:
    caller = make_caller()
    record(Action.SESSION_END, subject=caller.user.sub)
    answer = caller.call("GET", f"me/activity?cursor={quote(cursor)}")
    assert answer.status_code == 400
    assert cursor not in answer.json()["detail"] or len(cursor) < 3


def test_a_cursor_pages_within_the_own_history_only() -> None:
    alice, mallory = make_caller(), make_caller()
    mine = record(Action.SESSION_END, subject=mallory.user.sub)
    older = record(Action.SESSION_END, subject=alice.user.sub)
    page = mallory.call("GET", f"me/activity?cursor={mine}")
    assert (page.status_code, page.json()["results"]) == (200, [])
    assert mallory.call("GET", f"me/activity?cursor={older}").status_code == 400


@pytest.mark.parametrize("path", ["me/apps", "me/export", "me/sessions", "me"])
def test_other_calls_still_take_none(path: str) -> None:
    assert make_caller().call("GET", f"{path}?cursor=BCDF-GHJK-MNPQ").status_code == 400
