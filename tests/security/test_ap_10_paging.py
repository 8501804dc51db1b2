"""AP-10: sizes, cursors and other parameters that a list does not take are refused, never guessed."""

import pytest

from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["me/sessions", "me/authenticators", "me"])
@pytest.mark.parametrize(
    "query",
    ["page_size=0", "page_size=-1", "page_size=1000000000", "cursor=abc", "ordering=user__password", "user=1", "format=html"],
)
def test_a_query_parameter_is_a_400(path: str, query: str) -> None:
    answer = make_caller().call("GET", f"{path}?{query}")
    assert answer.status_code == 400
    assert query.partition("=")[2] not in answer.json()["detail"]
