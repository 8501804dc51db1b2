"""The client of the account console comes into being by itself, follows the issuer, and leaves alone what others decided."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as plain

from idp.audit.models import Event
from idp.clients import account_console, registration
from idp.clients.models import Client
from tests.factories.oidc import make_client
from tests.factories.react_app import make_build

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://id.example.org"


@pytest.fixture(autouse=True)
def _built(tmp_path: Path, settings: Any) -> None:
    make_build(tmp_path, settings)


def made() -> Client:
    account_console.ensure()
    return Client.objects.get(client_id="gatehouse-app")


def test_it_is_public_trusted_and_led_to_the_issuer() -> None:
    client = made()
    assert client.redirect_uris == f"{plain.IDP.public_url}/app/callback"
    assert client.post_logout_redirect_uris == f"{plain.IDP.public_url}/app/"
    assert (client.token_endpoint_auth_method, client.require_pkce, client.trusted) == ("none", True, True)
    assert set(client.scope.split()) == {"openid", "profile", "email", "account:read", "account:write"}
    assert account_console.fault() == ""


def test_a_second_start_changes_nothing() -> None:
    before = made().version
    events = Event.objects.count()
    assert made().version == before
    assert Event.objects.count() == events


@pytest.mark.parametrize("without", ["id", "build"])
def test_where_there_is_no_console_there_is_no_client(without: str, settings: Any) -> None:
    if without == "id":
        settings.IDP = plain.IDP.model_copy(update={"app_client_id": ""})
    else:
        settings.APP_DIST = None
    account_console.ensure()
    assert not Client.objects.exists()


def test_it_follows_the_issuer_to_another_address_and_leaves_none_behind(settings: Any) -> None:
    made()
    settings.IDP = plain.IDP.model_copy(update={"public_url": ELSEWHERE})
    assert account_console.fault() == account_console.UNFIT
    client = made()
    assert client.redirect_uris == f"{ELSEWHERE}/app/callback"
    assert client.allowed_origins == ELSEWHERE
    assert account_console.fault() == ""


def test_what_an_administrator_decided_stays() -> None:
    client = made()
    registration.update(client, registration.describe(client) | {"minimum_acr": "mfa", "client_name": "My account"}, actor="x")
    registration.set_enabled(client, False, actor="x")
    client = made()
    assert (client.minimum_acr, client.name, client.enabled) == ("mfa", "My account", False)
    assert account_console.fault() == account_console.DISABLED


@pytest.mark.parametrize(
    "values",
    [
        {"redirect_uris": "https://account.example.org/callback"},
        {"redirect_uris": f"{ELSEWHERE}/app/callback https://account.example.org/callback"},
        {"redirect_uris": f"{ELSEWHERE}/app/callback", "file_fields": ["redirect_uris"], "owned_by_file": True},
        {"redirect_uris": f"{ELSEWHERE}/app/callback", "secret": "s" * 40},
    ],
)
def test_a_client_of_somebody_else_with_this_id_stays_as_it_is(values: dict[str, Any]) -> None:
    theirs = make_client(client_id="gatehouse-app", **values)
    assert made().redirect_uris == theirs.redirect_uris
    assert made().version == theirs.version
    assert account_console.fault() == account_console.UNFIT


def test_two_processes_that_start_at_once_make_one_client() -> None:
    made()
    account_console._register("gatehouse-app")  # this one looked before the other had made it
    assert Client.objects.count() == 1


def test_metadata_that_is_refused_is_no_silence(settings: Any) -> None:
    settings.IDP = plain.IDP.model_copy(update={"app_client_id": "new"})  # a page of /manage has this name
    with pytest.raises(registration.InvalidMetadata):
        account_console.ensure()
