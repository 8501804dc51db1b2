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


@pytest.mark.django_db(transaction=True)
def test_several_secrets_each_with_a_label_an_end_and_a_last_use() -> None:
    added = run_json("client", "add", "--type", "machine", "--name", "Robot")
    client_id, first = added["client_id"], added["client_secret"]
    berlin = run_json("client", "add-secret", client_id, "--label", "server in Berlin", "--works-for", "90d")
    assert [_token(client_id, secret) for secret in (first, berlin["client_secret"])] == [200, 200]
    old, new = run_json("client", "secrets", client_id)
    assert (old["label"], old["expires_at"], new["label"]) == ("", None, "server in Berlin")
    assert new["last_used_at"] and new["hint"] == berlin["client_secret"][-4:]
    words = run("client", "secrets", client_id)
    assert "server in Berlin" in words and "no end" in words
    assert not [secret for secret in (first, berlin["client_secret"]) if secret in words]
    with time_machine.travel(clock.now() + timedelta(days=91)):
        assert [_token(client_id, secret) for secret in (first, berlin["client_secret"])] == [200, 401]
        assert "(over)" in run("client", "secrets", client_id)


@pytest.mark.django_db(transaction=True)
def test_one_secret_ends_and_the_last_only_if_told_so() -> None:
    added = run_json("client", "add", "--type", "machine", "--name", "Robot")
    client_id, first = added["client_id"], added["client_secret"]
    second = run_json("client", "add-secret", client_id)["client_secret"]
    old, new = (one["id"] for one in run_json("client", "secrets", client_id))
    assert "no longer works" in run("client", "end-secret", client_id, str(old))
    assert [_token(client_id, secret) for secret in (first, second)] == [401, 200]
    last = refused("client", "end-secret", client_id, str(new))
    assert last.code == 1 and "--even-last" in last.words
    assert _token(client_id, second) == 200
    run("client", "end-secret", client_id, str(new), "--even-last")
    assert run("client", "secrets", client_id) == "There is no secret."


@pytest.mark.django_db(transaction=True)
def test_a_secret_is_ended_at_its_own_client_only() -> None:
    robot = run_json("client", "add", "--type", "machine", "--name", "Robot")["client_id"]
    other = run_json("client", "add", "--type", "machine", "--name", "Other")
    (held,) = run_json("client", "secrets", other["client_id"])
    assert "has no secret" in refused("client", "end-secret", robot, str(held["id"]), "--even-last").words
    assert _token(other["client_id"], other["client_secret"]) == 200


def test_what_may_not_have_another_secret_says_why() -> None:
    public = run_json("client", "add", "--type", "browser", "--name", "App", "--redirect-uri", URI)["client_id"]
    assert refused("client", "add-secret", public).words == "A public client has no secret."
    robot = run_json("client", "add", "--type", "machine", "--name", "Robot")["client_id"]
    assert "at most 60" in refused("client", "add-secret", robot, "--label", "x" * 61).words
