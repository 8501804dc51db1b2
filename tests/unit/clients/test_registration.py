"""The one service behind every door: what it stores, what it raises, what a change takes away."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from idp.accounts.models import User
from idp.audit.models import Event
from idp.clients import client_secrets, consents, registration, registry
from idp.clients.models import Client, ClientSecret, Consent, new_client_id
from idp.clients.registration import register, update
from idp.core import clock, secrets
from idp.core.errors import AppError
from idp.protocol.rfc7591_registration import InvalidMetadata
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
URI = "https://shop.example/cb"
WEB: dict[str, Any] = {"client_name": "Shop", "redirect_uris": [URI], "scope": "openid profile"}


def made(**metadata: Any) -> Client:
    return register(WEB | metadata, actor="operator").client


def live_hashes(client: Client) -> set[str]:
    record = registry.fresh(client.client_id)
    assert record is not None
    return {one.digest for one in record.secrets if one.expires_at is None or one.expires_at > clock.now()}


def test_a_secret_is_made_stored_as_a_digest_and_returned_once() -> None:
    registered = register(WEB, actor="operator")
    assert registered.client_secret is not None and registered.client_secret.startswith("gs_")
    assert len(registered.client_secret) >= 46, "256 bits"
    stored = ClientSecret.objects.get()
    assert stored.secret_hash == secrets.digest(registered.client_secret)
    everything = str(list(Client.objects.values())) + str(list(Event.objects.values())) + repr(registered)
    assert registered.client_secret not in everything


def test_a_given_secret_is_kept_and_not_returned_and_a_weak_one_refused() -> None:
    registered = register(WEB | {"client_secret": "g" * 32}, actor="operator")
    assert registered.client_secret is None
    assert live_hashes(registered.client) == {secrets.digest("g" * 32)}
    for weak in ("g" * 31, "g" * 256, "ü" * 40, "g" * 20 + " " + "g" * 20):
        with pytest.raises(InvalidMetadata) as caught:
            register(WEB | {"client_secret": weak}, actor="operator")
        assert weak not in str(caught.value)
    assert Client.objects.count() == 1, "a refused registration leaves no client behind"


@pytest.mark.parametrize("client_id", ["a/b", "..", ".a", "-a", "a b", "ä", "new", "a" * 256, "a?b", "a%2fb", "a\n"])
def test_a_client_id_is_one_plain_segment(client_id: str) -> None:
    with pytest.raises(InvalidMetadata) as caught:
        made(client_id=client_id)
    assert [fault.field for fault in caught.value.faults] == ["client_id"]


def test_a_made_client_id_is_never_an_option_of_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = iter(["-" + "a" * 21, "b" * 22])
    monkeypatch.setattr(secrets, "token", lambda bits: next(offered))
    assert new_client_id() == "b" * 22


def test_a_client_id_is_given_to_one_client() -> None:
    made(client_id="shop")
    with pytest.raises(InvalidMetadata):
        made(client_id="shop")
    assert made(client_id="Shop").client_id == "Shop", "identifiers compare as bytes"


def test_origins_come_from_the_redirect_uris_of_browser_apps_alone() -> None:
    browser_app = made(token_endpoint_auth_method="none", redirect_uris=["https://a.example/cb", "http://localhost:5173/cb"])
    assert browser_app.allowed_origins == "http://localhost:5173 https://a.example"
    assert made().allowed_origins == ""
    assert made(token_endpoint_auth_method="none", application_type="native").allowed_origins == ""


def test_a_change_raises_the_version_and_is_recorded_in_words() -> None:
    client = made()
    version = client.version
    updated = update(client, WEB | {"client_name": "Store"}, actor="admin")
    assert updated.changes == {"client_name": ("Shop", "Store")}
    assert Client.objects.get().version == version + 1
    event = Event.objects.get(action="client:registration:update")
    assert (event.actor, event.client_id, event.detail) == (
        "admin", client.client_id, {"changes": {"client_name": ["Shop", "Store"]}},
    )  # fmt: skip
    assert update(client, WEB | {"client_name": "Store"}, actor="admin").changes == {}
    assert Client.objects.get().version == version + 1


def test_two_changes_from_one_old_copy_get_two_versions() -> None:
    client = made()
    copy = Client.objects.get(pk=client.pk)
    update(client, WEB | {"client_name": "Store"}, actor="admin")
    update(copy, WEB | {"client_name": "Market"}, actor="admin")
    assert Client.objects.get().version == client.version + 1, "a process that parsed the first must see that it is stale"


def test_an_update_does_not_turn_a_disabled_client_on() -> None:
    client = made()
    registration.set_enabled(client, False, actor="admin")
    update(client, WEB | {"client_name": "Store"}, actor="operator")
    assert not Client.objects.get().enabled
    update(client, WEB | {"enabled": True}, actor="operator")
    assert Client.objects.get().enabled


def test_a_refused_update_changes_nothing() -> None:
    client = made()
    with pytest.raises(InvalidMetadata):
        update(client, WEB | {"redirect_uris": ["http://evil.example/cb"]}, actor="admin")
    assert Client.objects.get().redirect_uris == URI


def _with_consent(client: Client) -> User:
    user = User.objects.get(email=make_person().email)
    consents.remember(user.pk, client.pk, URI, frozenset({"openid"}))
    return user


@pytest.mark.parametrize(
    ("change", "is_kept"),
    [
        ({"client_name": "Store"}, False),
        ({"redirect_uris": ["https://other.example/cb"]}, False),
        ({"redirect_uris": [URI, "https://other.example/cb"]}, False),
        ({"redirect_uris": ["https://shop.example/other"]}, True),
        ({"scope": "openid"}, True),
    ],
)
def test_consents_end_when_the_client_becomes_somebody_else(change: dict[str, Any], is_kept: bool) -> None:
    client = made()
    _with_consent(client)
    update(client, WEB | change, actor="admin")
    assert Consent.objects.exists() is is_kept


def test_a_client_that_becomes_public_loses_its_secrets() -> None:
    client = made()
    update(client, WEB | {"token_endpoint_auth_method": "none"}, actor="admin")
    assert not ClientSecret.objects.exists()


def test_a_client_that_becomes_confidential_gets_a_secret() -> None:
    client = made(token_endpoint_auth_method="none")
    updated = update(client, WEB, actor="admin")
    assert updated.client_secret is not None
    assert live_hashes(client) == {secrets.digest(updated.client_secret)}


def test_a_given_secret_replaces_the_others_once() -> None:
    client = made()
    assert update(client, WEB | {"client_secret": "n" * 40}, actor="operator").is_secret_replaced
    assert live_hashes(client) == {secrets.digest("n" * 40)}
    assert not update(client, WEB | {"client_secret": "n" * 40}, actor="operator").is_secret_replaced


def test_rotation_ends_the_old_secret_now_or_later() -> None:
    registered = register(WEB, actor="operator")
    client, old = registered.client, secrets.digest(registered.client_secret or "")
    with time_machine.travel(clock.now(), tick=False) as traveller:
        new = secrets.digest(client_secrets.rotate(client, actor="admin", keep_old_for=timedelta(hours=24)))
        assert live_hashes(client) == {old, new}
        traveller.shift(timedelta(hours=24))
        assert live_hashes(client) == {new}
    last = secrets.digest(client_secrets.rotate(client, actor="admin"))
    assert live_hashes(client) == {last}
    assert ClientSecret.objects.count() == 1


def test_a_public_client_has_nothing_to_rotate() -> None:
    with pytest.raises(AppError):
        client_secrets.rotate(made(token_endpoint_auth_method="none"), actor="admin")


def test_a_deleted_client_is_gone_from_the_cache_and_cannot_be_changed() -> None:
    client = made()
    assert registry.get(client.client_id) is not None
    copy = Client.objects.get(pk=client.pk)
    registration.delete(client, actor="admin")
    assert registry.get(copy.client_id) is None
    with pytest.raises(AppError) as caught:
        update(copy, WEB, actor="admin")
    assert caught.value.status == 404
