"""Parsed clients: one read per version and process."""

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from idp.clients import registration, registry
from idp.clients.models import Client
from idp.core import clock
from tests.factories.oidc import change_client, make_client

pytestmark = pytest.mark.django_db


def test_a_cached_client_costs_no_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = make_client("s" * 40)
    with django_assert_num_queries(2):
        first = registry.get(client.client_id)
    with django_assert_num_queries(0):
        assert registry.get(client.client_id) is first
        assert registry.get(client.client_id, version=client.version) is first


def test_another_version_is_read_again() -> None:
    client = make_client()
    assert registry.get(client.client_id) is not None
    change_client(client, name="Elsewhere")
    stale = registry.parsed(client.client_id)
    assert stale is not None and stale.name == "App"
    found = registry.get(client.client_id, version=client.version)
    assert found is not None and found.name == "Elsewhere"


def test_a_change_elsewhere_is_seen_within_a_second_by_whoever_reads_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        client = make_client()
        assert registry.get(client.client_id) is not None
        time.shift(1)
        with django_assert_num_queries(1):  # one cheap read, then another quiet second
            assert registry.get(client.client_id) is registry.get(client.client_id)
        change_client(client, name="Elsewhere")
        time.shift(1)
        found = registry.get(client.client_id)
        assert found is not None and found.name == "Elsewhere"
        Client.objects.all().delete()
        time.shift(1)
        assert registry.get(client.client_id) is None
        make_client(client_id=client.client_id, name="Namesake", version=client.version)
        found = registry.get(client.client_id)
        assert found is not None and found.name == "Namesake"


def test_a_change_in_this_process_is_seen_at_once() -> None:
    client = make_client("s" * 40)
    assert registry.get(client.client_id) is not None
    registration.set_enabled(client, False, actor="admin")
    found = registry.get(client.client_id)
    assert found is not None and not found.enabled


def test_what_nobody_registered_is_not_cached() -> None:
    assert registry.get("nobody") is None
    client = make_client(client_id="nobody")
    assert registry.get(client.client_id) is not None


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_CACHE_SIZE", 2)
    for number in range(4):
        registry.get(make_client(client_id=f"c{number}").client_id)
    assert list(registry._cache) == ["c2", "c3"]


def test_lists_are_parsed_and_public_means_no_secret() -> None:
    client = make_client(redirect_uris="https://a.example/cb https://b.example/cb", scope="openid email")
    record = registry.get(client.client_id)
    assert record is not None
    assert record.redirect_uris == ("https://a.example/cb", "https://b.example/cb")
    assert record.scopes == {"openid", "email"}
    assert record.is_public and record.secrets == ()
    assert Client.objects.count() == 1
