"""The configuration: unknown names stop the start, all faults come at once, and the example lists every name. RL-36."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from idp.settings.describe import example
from idp.settings.schema import ConfigurationError, Settings, load
from tests.architecture.source import ROOT

RIGHT = {"IDP_SECRET_KEY": "s" * 43, "IDP_ENCRYPTION_KEYS": "a:" + base64.b64encode(b"k" * 32).decode()}


def faults(**variables: str) -> list[str]:
    with pytest.raises(ConfigurationError) as refused:
        load(RIGHT | variables)
    return refused.value.faults


def test_the_least_configuration_is_a_loopback_issuer() -> None:
    assert load(RIGHT).public_url == "http://localhost:8000"


def test_an_unknown_name_stops_the_start() -> None:
    assert faults(IDP_MFA_POLICIE="required") == ["IDP_MFA_POLICIE: unknown name; see deploy/env.example for the list"]


def test_all_faults_are_reported_at_once() -> None:
    found = faults(
        IDP_NO_SUCH="1", IDP_CODE_LIFETIME="1 minute", IDP_PUBLIC_URL="http://idp.example.org", IDP_SECRET_KEY="short"
    )
    names = {fault.split(":")[0] for fault in found}
    assert names == {"IDP_NO_SUCH", "IDP_CODE_LIFETIME", "IDP_PUBLIC_URL", "IDP_SECRET_KEY"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IDP_PUBLIC_URL", "https://user:pw@idp.example.org"),
        ("IDP_PUBLIC_URL", "https://idp.example.org/path"),
        ("IDP_DATABASE_URL", "postgres://x"),
        ("IDP_EMAIL_URL", "http://x"),
        ("IDP_EMAIL_URL", "smtp+starttls://mail.example.org:many"),
        ("IDP_EMAIL_URL", "smtp://relay:pw@mail.example.org"),
        ("IDP_TRUSTED_PROXIES", "everyone"),
        ("IDP_ENCRYPTION_KEYS", "a:c2hvcnQ="),
        ("IDP_MFA_POLICY", "never"),
        ("IDP_SUPPORT_URL", "javascript:alert(1)"),
        ("IDP_SUPPORT_URL", "http://help.example.org"),
        ("IDP_SUPPORT_URL", "help@example.org"),
        ("IDP_SUPPORT_URL", "mailto:"),
        ("IDP_SUPPORT_URL", "https:///help"),
        ("IDP_CLIENT_REGISTRATION", "open"),
        *(
            ("IDP_OUTBOUND_ALLOW", wrong)
            for wrong in ("ftp://rp", "10.0.0.1/8", "rp:0", "rp:99999", "http://me@rp", "rp/path", "*")
        ),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    found = faults(**{name: value})
    assert len(found) == 1
    assert name in found[0]


@pytest.mark.parametrize(
    "url",
    [
        *("smtp://relay:pw@localhost", "smtp://relay:pw@127.0.0.1:2525", "smtp://mail.example.org"),
        *("smtp+starttls://relay:pw@mail.example.org", "smtps://relay:pw@mail.example.org"),
    ],
)
def test_a_password_for_the_mail_server_travels_under_tls_or_not_at_all(url: str) -> None:
    assert load(RIGHT | {"IDP_EMAIL_URL": url}).email_url == url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("IDP_SECRET_KEY", "hidden"),
        ("IDP_ENCRYPTION_KEYS", "a:aGlkZGVu,hidden"),
        ("IDP_DATABASE_URL", "postgres://gatehouse:hidden@db/x"),
        ("IDP_EMAIL_URL", "http://gatehouse:hidden@mail"),
        ("IDP_EMAIL_URL", "smtp://gatehouse:hidden@mail"),
        ("IDP_PUBLIC_URL", "https://gatehouse:hidden@idp.example.org"),
    ],
)
def test_a_wrong_secret_is_not_repeated(name: str, value: str) -> None:
    found = faults(**{name: value})
    assert len(found) == 1
    assert "hidden" not in found[0]
    assert "aGlkZGVu" not in found[0]


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("f" * 43 + "\n", encoding="utf-8")
    environment = {"IDP_SECRET_KEY_FILE": str(file), "IDP_ENCRYPTION_KEYS": RIGHT["IDP_ENCRYPTION_KEYS"]}
    assert load(environment).secret_key == "f" * 43
    assert faults(IDP_SECRET_KEY_FILE=str(file)) == ["IDP_SECRET_KEY_FILE: given twice, directly and by file"]
    assert "cannot read" in faults(IDP_METRICS_TOKEN_FILE=str(tmp_path / "none"))[0]


def test_a_wrong_configuration_stops_a_process_with_every_fault() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    environment |= {"IDP_SECRET_KEY": "short", "IDP_WRONG": "1", "DJANGO_SETTINGS_MODULE": "idp.settings.base"}
    ended = subprocess.run(
        [sys.executable, "-m", "idp.cli", "migrate"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 78
    lines = [line.split(":")[0].strip("- ") for line in ended.stderr.splitlines() if line.startswith("  -")]
    assert sorted(lines) == ["IDP_ENCRYPTION_KEYS", "IDP_SECRET_KEY", "IDP_WRONG"]
    assert "Traceback" not in ended.stderr


def test_the_example_file_is_current() -> None:
    assert (ROOT / "deploy" / "env.example").read_text(encoding="utf-8") == example()


def test_the_example_file_lists_every_name_and_starts_when_filled_in() -> None:
    pairs = dict(line.removeprefix("#").split("=", 1) for line in example().splitlines() if line.lstrip("#").startswith("IDP_"))
    assert set(pairs) == {f"IDP_{name.upper()}" for name in Settings.model_fields}
    assert load({name: value for name, value in pairs.items() if value} | RIGHT) == load(RIGHT)
