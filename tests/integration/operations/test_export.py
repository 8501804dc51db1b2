"""`idp export`: applied again it changes nothing, applied elsewhere it makes the same; secrets never leave."""

import json
from typing import Any

import pytest

from idp.accounts.models import Group, User
from idp.clients.models import Client, ClientSecret, Resource
from idp.operations.configuration.apply import apply
from idp.operations.configuration.document import read
from tests.integration.operations.terminal import run, run_json

pytestmark = pytest.mark.django_db
SECRET = "gs_0123456789012345678901234567890123456789"
DEPLOYMENT: dict[str, Any] = {
    "users": [
        {
            "email": "ada@example.org",
            "email_verified": True,
            "password": "correct horse battery staple",
            "is_admin": True,
            "groups": ["staff", "yes"],
            "claims": {"name": "Ada", "birthdate": "1815-12-10", "address": {"locality": "London"}},
            "factors": [{"type": "totp", "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"}],
        },
        {"email": "bob@example.org"},
    ],
    "clients": [
        {"client_id": "shop", "client_secret": SECRET, "client_name": "Shop: “1.10”", "redirect_uris": ["https://shop.example/cb"],
         "scope": "openid read", "resources": ["https://api.example"], "trusted": True, "minimum_acr": "mfa"},
        {"client_id": "off", "client_name": "Off", "grant_types": ["client_credentials"], "enabled": False},
    ],
    "resources": [{"identifier": "https://api.example", "scopes": ["read", "write"]}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def _deployment(db: None) -> None:
    apply(read(json.dumps(DEPLOYMENT)))


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_applied_to_itself_it_changes_nothing(flags: list[str]) -> None:
    exported = run("export", *flags)
    assert [change for change in apply(read(exported)) if change.action != "own"] == []
    assert run("export", *flags) == exported
    assert apply(read(exported)) == []


def test_applied_elsewhere_it_makes_the_same() -> None:
    exported = run("export")
    before = run_json("export")
    for model in (User, Group, Client, Resource):
        model.objects.all().delete()
    apply(read(exported))
    assert run_json("export") == before
    assert not User.objects.get(email="ada@example.org").has_usable_password()
    assert ClientSecret.objects.count() == 2, "new secrets, one for each confidential client"


def test_no_secret_leaves() -> None:
    exported = run("export") + run("export", "--json")
    stored = [
        User.objects.get(email="ada@example.org").password,
        ClientSecret.objects.filter(client__client_id="shop").get().secret_hash,
    ]
    for secret in (SECRET, "correct horse", "JBSWY3DPEHPK3PXP", *stored):
        assert secret not in exported
