"""`idp apply`: declarative, idempotent, all or nothing, with the line of each fault."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from idp.accounts.models import User
from idp.clients.models import Client, ClientSecret, Resource
from idp.mfa.models import Authenticator, RecoveryCode
from idp.operations.configuration.apply import apply
from idp.operations.configuration.document import FaultyDocument, read
from tests.rp import Arrival, Browser, Person, RelyingParty

pytestmark = pytest.mark.django_db(transaction=True)

FILE = """\
users:
  - email: ada@example.org
    email_verified: true
    password: correct horse battery staple
    is_admin: true
    groups: [staff]
    claims: {name: Ada Lovelace, birthdate: 1815-12-10, address: {locality: London}}
    factors:
      - {type: totp, secret: JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP, label: phone}
      - {type: recovery_codes, codes: [ABCDE-FGHIJ]}
clients:
  - client_id: demo
    client_secret: gs_0123456789012345678901234567890123456789
    client_name: Demo app
    redirect_uris: [http://127.0.0.1:8001/callback]
    scope: openid profile email read
    resources: [https://api.example.org]
resources:
  - identifier: https://api.example.org
    scopes: [read, write]
"""


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (User, Client, ClientSecret, Resource, Authenticator, RecoveryCode))


def test_applied_people_and_clients_work() -> None:
    apply(read(FILE))
    ada = Person("ada@example.org", "correct horse battery staple", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    rp = RelyingParty(
        "demo", "gs_0123456789012345678901234567890123456789", "http://127.0.0.1:8001/callback", scope="openid profile"
    )
    flow = rp.begin()
    arrival = flow.sign_in(Browser(), ada)
    assert isinstance(arrival, Arrival)
    assert flow.redeem(arrival.parameters["code"]).status_code == 200


def test_twice_is_once() -> None:
    apply(read(FILE))
    before = counts()
    assert apply(read(FILE)) == []
    assert counts() == before


def test_dry_run_tells_and_changes_nothing() -> None:
    changes = apply(read(FILE), dry_run=True)
    assert [(change.kind, change.action) for change in changes] == [
        ("resource", "create"),
        ("user", "create"),
        ("client", "create"),
    ]
    assert counts() == (0, 0, 0, 0, 0, 0)


def test_a_changed_line_is_the_only_change() -> None:
    apply(read(FILE))
    changes = apply(read(FILE.replace("client_name: Demo app", "client_name: Other app")))
    assert [(change.name, dict(change.fields)) for change in changes] == [("demo", {"client_name": ("Demo app", "Other app")})]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("http://127.0.0.1:8001/callback", "http://evil.example/callback", 15, "http://evil.example/callback"),
        ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "AAAA", 9, "128 bits"),
        ("scope: openid profile", "scope: openid nonsense", 16, "nonsense"),
        ("client_name: Demo app", "client_nmae: Demo app", 14, "unknown"),
        ("client_name: Demo app", "client_name: Demo app\n    client_name: twice", 15, "twice"),
        ("client_name: Demo app", "client_name: Demo app\n    dpop_bound_access_tokens: true", 15, "DPoP"),
        (
            "client_name: Demo app",
            "client_name: Demo app\n    token_endpoint_auth_method: private_key_jwt",
            15,
            "private_key_jwt",
        ),
        ("is_admin: true", "is_admin: perhaps", 5, "true or false"),
        ("email: ada@example.org", "email: nobody", 2, ""),
        ("groups: [staff]", "groups: [staff", 0, ""),
    ],
)
def test_one_wrong_line_changes_nothing_and_is_named(old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(FaultyDocument) as caught:
        apply(read(FILE.replace(old, new)))
    assert counts() == (0, 0, 0, 0, 0, 0)
    assert words in str(caught.value)
    assert not line or line in [fault.line for fault in caught.value.faults]


def test_every_fault_is_told_at_once() -> None:
    text = FILE.replace("openid profile", "openid nonsense").replace("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "AAAA")
    with pytest.raises(FaultyDocument) as caught:
        apply(read(text))
    assert {fault.line for fault in caught.value.faults} == {9, 16}


def test_the_command_prints_json_and_a_generated_secret_once(tmp_path: Path) -> None:
    path, out = tmp_path / "clients.yaml", StringIO()
    path.write_text(FILE.replace("    client_secret: gs_0123456789012345678901234567890123456789\n", ""), encoding="utf-8")
    call_command("apply", str(path), "--json", stdout=out)
    made: list[dict[str, Any]] = json.loads(out.getvalue())
    secret = next(change["client_secret"] for change in made if change["kind"] == "client")
    assert secret.startswith("gs_") and ClientSecret.objects.get().secret_hash != secret
    again = StringIO()
    call_command("apply", str(path), "--json", stdout=again)
    assert json.loads(again.getvalue()) == []


def test_a_faulty_file_ends_the_command_with_1(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("users: [", encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("apply", str(path))
    assert caught.value.returncode == 1
    assert "line" in str(caught.value)
