"""What `idp apply` leaves alone, and what it says, when a file meets a deployment that has moved on."""

import json
from pathlib import Path
from typing import Any

import pytest

from idp.accounts.models import User
from idp.clients import registration
from idp.clients.models import Client, ClientSecret, Resource
from idp.operations.configuration.apply import Change, apply
from idp.operations.configuration.document import FaultyDocument, read
from tests.integration.operations.terminal import refused, run, run_json

pytestmark = pytest.mark.django_db
WEB: dict[str, Any] = {"client_name": "Shop", "redirect_uris": ["https://shop.example/cb"]}


def applied(**sections: list[dict[str, Any]]) -> list[Change]:
    return apply(read(json.dumps(sections)))


def faulty(**sections: list[dict[str, Any]]) -> str:
    with pytest.raises(FaultyDocument) as caught:
        applied(**sections)
    return str(caught.value)


def test_a_client_without_client_id_is_the_same_one_next_time() -> None:
    made = applied(clients=[WEB])
    assert applied(clients=[WEB]) == []
    assert [client.client_id for client in Client.objects.all()] == [made[0].name]
    assert "twice" in faulty(clients=[WEB, WEB])


def test_a_client_without_client_id_never_takes_over_another() -> None:
    registration.register(WEB | {"client_id": "by-hand"}, actor="admin")
    applied(clients=[WEB | {"client_id": "named"}, WEB])
    assert Client.objects.count() == 3


def test_a_client_that_was_switched_off_stays_off_unless_the_file_says_otherwise() -> None:
    applied(clients=[WEB | {"client_id": "shop"}])
    registration.set_enabled(Client.objects.get(), False, actor="admin")
    assert applied(clients=[WEB | {"client_id": "shop"}]) == []
    assert not Client.objects.get().enabled
    applied(clients=[WEB | {"client_id": "shop", "enabled": True}])
    assert Client.objects.get().enabled


def test_a_client_that_becomes_confidential_shows_its_secret_once(tmp_path: Path) -> None:
    applied(clients=[WEB | {"client_id": "shop", "token_endpoint_auth_method": "none"}])
    path = tmp_path / "clients.json"
    path.write_text(json.dumps({"clients": [WEB | {"client_id": "shop"}]}), encoding="utf-8")
    assert "gs_" not in run("apply", str(path), "--dry-run", "--json")
    assert not ClientSecret.objects.exists()
    assert run_json("apply", str(path))[0]["client_secret"].startswith("gs_")
    assert run("apply", str(path)) == "Nothing to change."


def test_a_dry_run_shows_no_secret_that_opens_nothing(tmp_path: Path) -> None:
    path = tmp_path / "clients.json"
    path.write_text(json.dumps({"clients": [WEB]}), encoding="utf-8")
    assert "gs_" not in run("apply", str(path), "--dry-run")
    assert "gs_" not in run("apply", str(path), "--dry-run", "--json")
    assert "gs_" in run("apply", str(path))


def test_a_person_keeps_what_the_file_does_not_mention() -> None:
    applied(users=[{"email": "ada@example.org", "password": "correct horse battery staple", "is_admin": True, "groups": ["a"]}])
    before = User.objects.get()
    released = applied(users=[{"email": "ADA@example.org"}])
    assert [(change.action, change.fields) for change in released] == [
        ("own", {"managed_by_file": (["groups", "is_admin", "password"], [])})
    ]
    empty = {"is_admin": None, "groups": None, "claims": None, "factors": None, "password": None, "email_verified": None}
    assert applied(users=[{"email": "ada@example.org"} | empty]) == []
    after = User.objects.get()
    assert (after.is_admin, after.password, after.epoch) == (True, before.password, before.epoch)
    assert applied(users=[{"email": "ada@example.org", "is_admin": False}])[0].fields["is_admin"] == "changed"


def test_a_new_person_may_have_empty_members() -> None:
    applied(users=[{"email": "ada@example.org", "is_admin": None, "groups": None, "claims": {"nickname": None, "address": {}}}])
    user = User.objects.get()
    assert (user.is_admin, user.claims, user.has_usable_password()) == (False, {}, False)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"identifier": "https://api.example/#x"}, "fragment"),
        ({"identifier": "https://api.example", "scopes": ["openid"]}, "own scopes"),
        ({"identifier": "http://localhost:8000/api", "scopes": ["x"]}, "own"),
        ({"scopes": ["read"]}, "identifier is missing"),
    ],
)
def test_a_resource_is_checked_before_anything_is_written(entry: dict[str, Any], words: str) -> None:
    assert words in faulty(users=[{"email": "ada@example.org"}], resources=[entry])
    assert not Resource.objects.exists() and not User.objects.exists()


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ({"groups": ["g" * 81]}, "users[0].groups[0]"),
        ({"claims": {"name": "n" * 201}}, "users[0].claims.name"),
        ({"claims": {"shoe_size": "44"}}, "users[0].claims.shoe_size"),
        ({"claims": []}, "users[0].claims"),
        ({"password": "a", "password_hash": "b"}, "not both"),
        ({"password_hash": "pbkdf2_sha256$1$a$b"}, "users[0].password_hash"),
        ({"factors": [{"type": "webauthn"}]}, "passkeys do not exist yet"),
        ({"factors": [{"type": "totp", "secret": "NOT BASE 32!"}]}, "users[0].factors[0].secret"),
        ({"factors": [{"type": "recovery_codes", "codes": ["ABCDE-FGHIJ"] * 2}]}, "users[0].factors[0].codes"),
        ({"email": "Ä@example.org"}, "users[0].email"),
    ],
)
def test_a_fault_names_its_place(entry: dict[str, Any], words: str) -> None:
    assert words in faulty(users=[{"email": "ada@example.org"} | entry])
    assert not User.objects.exists()


def test_each_item_of_a_list_has_its_own_line(tmp_path: Path) -> None:
    path = tmp_path / "clients.yaml"
    path.write_text(
        "clients:\n  - client_name: Shop\n    redirect_uris:\n      - https://shop.example/cb\n      - http://shop.example/cb\n",
        encoding="utf-8",
    )
    refusal = refused("apply", str(path))
    assert "line 5: clients[0].redirect_uris[1]: 'http://shop.example/cb' must use https" in refusal.words


def test_a_missing_file_is_one_sentence() -> None:
    refusal = refused("apply", "/nowhere/clients.yaml")
    assert refusal.code == 1
    assert refusal.words.startswith("/nowhere/clients.yaml cannot be read")
