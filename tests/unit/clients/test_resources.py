"""Declared resource servers."""

import pytest

from idp.audit.models import Event
from idp.clients.models import Resource
from idp.clients.resources import declare
from idp.core.errors import AppError

pytestmark = pytest.mark.django_db
API = "https://api.example.org"


def test_twice_is_once_and_each_change_is_recorded() -> None:
    assert declare(API, ["write", "read", "read"], actor="operator") == (None, ["read", "write"])
    assert declare(API, ["read", "write"], actor="operator") == (["read", "write"], ["read", "write"])
    assert declare(API, ["read"], actor="operator") == (["read", "write"], ["read"])
    assert Resource.objects.get().scopes == ["read"]
    assert Event.objects.filter(action="resource:registration:update", actor="operator").count() == 2


@pytest.mark.parametrize(
    "identifier",
    ["http://api.example.org", f"{API}#x", f"{API}/*", "api", "urn:x:y", f"{API}/{'a' * 255}", "http://localhost:8000",
     "http://localhost:8000/api", "https://a.example/ b"],
)  # fmt: skip
def test_an_identifier_is_a_plain_uri_of_somebody_else(identifier: str) -> None:
    with pytest.raises(AppError) as caught:
        declare(identifier, ["read"], actor="operator")
    assert list(caught.value.fields) == ["identifier"]
    assert not Resource.objects.exists()


@pytest.mark.parametrize("scope", ["openid", "account:write", "users:manage", "a b", "", 'a"b', "a\\b", "ä", "a" * 81])
def test_a_scope_is_a_word_that_is_not_ours(scope: str) -> None:
    with pytest.raises(AppError) as caught:
        declare(API, [scope], actor="operator")
    assert list(caught.value.fields) == ["scopes"]
