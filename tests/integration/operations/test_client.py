"""`idp client`: registered clients from the administrator's shell."""

from datetime import timedelta

import pytest
import time_machine

from idp.clients.models import Client, ClientSecret
from idp.core import clock, secrets
from tests.integration.operations.terminal import refused, run, run_json
from tests.rp import RelyingParty

pytestmark = pytest.mark.django_db
URI = "https://shop.example/callback"


def _token(client_id: str, secret: str) -> int:
    return RelyingParty(client_id, secret).token({"grant_type": "client_credentials"}).status_code


def test_a_web_app_gets_a_secret_once_and_settings_to_paste() -> None:
    words = run("client", "add", "--type", "web", "--name", "Shop", "--client-id", "shop", "--redirect-uri", URI)
    settings = dict(line.split("=", 1) for line in words.splitlines() if "=" in line)
    assert (settings["OIDC_CLIENT_ID"], settings["OIDC_REDIRECT_URI"]) == ("shop", URI)
    stored = ClientSecret.objects.get()
    assert stored.secret_hash == secrets.digest(settings["OIDC_CLIENT_SECRET"])
    assert settings["OIDC_CLIENT_SECRET"] not in run("client", "show", "shop", "--json")


@pytest.mark.parametrize(("preset", "has_secret"), [("browser", False), ("native", False), ("web", True), ("machine", True)])
def test_each_type_says_what_it_is(preset: str, has_secret: bool) -> None:
    where = [] if preset == "machine" else ["--redirect-uri", "http://127.0.0.1:5000/callback"]
    added = run_json("client", "add", "--type", preset, "--name", "App", *where)
    assert ("client_secret" in added) is has_secret
    client = Client.objects.get(client_id=added["client_id"])
    assert client.allowed_origins == ("http://127.0.0.1:5000" if preset == "browser" else "")
    assert client.application_type == ("native" if preset == "native" else "web")


def test_a_refused_uri_is_named_with_the_reason() -> None:
    refusal = refused("client", "add", "--type", "web", "--name", "Shop", "--redirect-uri", "http://shop.example/callback")
    assert refusal.code == 1
    assert "http://shop.example/callback" in refusal.words
    assert "https" in refusal.words
    assert not Client.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_rotated_secret_replaces_the_old_one() -> None:
    added = run_json("client", "add", "--type", "machine", "--name", "Robot")
    client_id, old = added["client_id"], added["client_secret"]
    assert _token(client_id, old) == 200
    new = run_json("client", "rotate-secret", client_id)["client_secret"]
    assert (_token(client_id, old), _token(client_id, new)) == (401, 200)


@pytest.mark.django_db(transaction=True)
def test_disable_enable_and_delete() -> None:
    added = run_json("client", "add", "--type", "machine", "--name", "Robot")
    client_id, secret = added["client_id"], added["client_secret"]
    assert run("client", "disable", client_id) == f"{client_id} is disabled."
    assert _token(client_id, secret) == 401
    assert "(disabled)" in run("client", "list")
    run("client", "enable", client_id)
    assert _token(client_id, secret) == 200
    run("client", "delete", client_id)
    assert _token(client_id, secret) == 401
    assert run("client", "list") == "No clients."


def test_an_unknown_client_and_a_public_ones_secret_are_refused() -> None:
    assert refused("client", "show", "nobody").words == "There is no client nobody; see idp client list."
    added = run_json("client", "add", "--type", "browser", "--name", "App", "--redirect-uri", URI)
    assert refused("client", "rotate-secret", added["client_id"]).words == "A public client has no secret."


@pytest.mark.django_db(transaction=True)
def test_the_old_secret_may_be_kept_for_a_while() -> None:
    added = run_json("client", "add", "--type", "machine", "--name", "Robot")
    client_id, old = added["client_id"], added["client_secret"]
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        new = run_json("client", "rotate-secret", client_id, "--keep-old", "24h")["client_secret"]
        assert (_token(client_id, old), _token(client_id, new)) == (200, 200)
        traveller.shift(timedelta(hours=24))
        assert (_token(client_id, old), _token(client_id, new)) == (401, 200)
    assert "30d" in refused("client", "rotate-secret", client_id, "--keep-old", "soon").words
