"""Every variable with plausible wrong values: it works, or the start stops with the variable's name and a remedy. RL-36.

A value that is taken must also work where Django uses it: the derived settings are built from it.
"""

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.exceptions import DisallowedHost
from django.http.request import split_domain_port, validate_host

from idp.core import smtp
from idp.settings import database, redis, urls
from idp.settings.schema import ConfigurationError, Settings, load
from tests.architecture.source import ROOT

RIGHT = {"IDP_SECRET_KEY": "s" * 43, "IDP_ENCRYPTION_KEYS": "a:" + base64.b64encode(b"k" * 32).decode()}
RING = RIGHT["IDP_ENCRYPTION_KEYS"]
BAD_DURATIONS = ("-5m", "5", "5 min", "1.5h", "5M", "PT5M", "99999999999s", "999999999d", "0d5", "five")
REFUSED: dict[str, tuple[str, ...]] = {
    "public_url": (
        "", "id.example.org", "https:id.example.org", "ftp://id.example.org", "http://id.example.org", "https://",
        "https://me@id.example.org", "https://id.example.org/auth", "https://id.example.org?x=1", "https://id.example.org#x",
        "https://id.example.org:0", "https://id.example.org:99999", "https://id.example.org:https", "https://id .example.org",
        "https://id_1.example.org", "https://id.example.org.", "https://*.example.org", "https://[::1", "https://[::1%eth0]",
        "https://-id.example.org", "https://id..example.org", "https://1.2.3", "https://0x7f.1", "https://%69d.example.org",
        "https://id.example.org,https://b.example.org", "https://\u202eid.example.org",
    ),
    "name": ("", " ", "x" * 61, "A\nB"),
    "secret_key": ("", "short", "s" * 31),
    "encryption_keys": (
        "", "AAAA", "a:", "a:AAAA", f"{RING},", f"{RING};b:{RING[2:]}", f"{RING},{RING}", "a:" + "é" * 44, f"a b:{RING[2:]}",
        f"{RING[2:]}", "a=" + RING[2:], f"{'x' * 17}:{RING[2:]}",
    ),
    "support_url": ("help@example.org", "http://help.example.org", "mailto:", "https://", "https://help.example.org/a b"),
    "database_url": (
        "", "postgres://h/d", "mysql:/h/d", "mysql://h", "mysql://h/", "mysql:///d", "mysql://h:0/d", "mysql://h:x/d",
        "mysql://h/d/e", "mysql://u:p#w@h/d", "mysql://u:p/w@h/d", "mysql://u:p@w@h/d", "mysql://h/d?charset=latin1",
        "mysql://h/d?ssl-mode=required", "mysql://h/d?ssl-mode=PREFERRED", "mysql://h/d?sslmode=require", "mysql://h/d?ssl=true",
        "mysql://h/d?ssl-mode=REQUIRED&ssl-mode=DISABLED", "mysql://h/d?ssl-ca=/etc/hostname",
        "mysql://h/d?ssl-mode=VERIFY_CA&ssl-ca=/no/such.pem", "mysql://h/d?ssl-mode=VERIFY_CA&ssl-ca=/etc/hostname",
        "mysql://h/d?ssl-mode=REQUIRED&ssl-key=/etc/hostname", "mysql://h /d",
        "sqlite:", "sqlite://", "sqlite:///", "sqlite://file", "sqlite:///:memory:", "sqlite:///folder/", "sqlite:///f?mode=ro",
    ),
    "redis_url": (
        "localhost", "localhost:6379", "http://h", "redis:h", "redis://", "redis://h:0", "redis://h:70000", "redis://h/name",
        "redis://h/0/1", "redis://h?db=1", "redis+sentinel://h:26379/0", "redis-sentinel://h/0", "sentinel://h", "unix:///s",
        "redis://h/0?ssl-ca=/etc/hostname", "rediss://h/0?ssl_cert_reqs=none", "rediss://h/0?ssl_cert_reqs=required",
        "rediss://h/0?ssl-ca=/no/such.pem", "rediss://h/0?ssl-ca=/etc/hostname", "redis://:p#w@h/0", "redis://h,i/0",
    ),
    "broker_url": ("localhost", "amqp://h", "amqps://h", "sentinel://h:26379", "sqs://", "memory://", "redis://h?x=1", "redis://"),
    "email_url": (
        "", "mail.example.org", "http://h", "smtp:h", "smtp://h:0", "smtp://h:x", "smtps://u:p#w@h", "smtps://u:p/w@h",
        "smtps://h/path", "smtps://h?timeout=5", "smtp://u:p@h.example.org", "file://", "file://relative", "console://x",
    ),
    "email_from": ("", "gatehouse", "@example.org", "a@", "a@b@c", "a b@example.org", "a@example.org\nBcc: b@example.org"),
    "trusted_proxies": ("everyone", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.1 10.0.0.2", "proxy.example.org", "10.0.0.0/8;::1",
                        "::ffff:10.0.0.0/104"),
    "outbound_allow": (),
    "geoip_database": (),
    "metrics_token": ("two words", "ü" * 20),
    "registration": ("", "Open", "yes", "true"),
    "client_registration": ("", "open", "token", "true"),
    "app_client_id": ("a b", "é", "-a", "x" * 256),
    "mfa_policy": ("", "Required", "none", "true"),
    "email_code": ("", "never", "on"),
    "connected_app_mail": ("", "on", "true"),
    "debug_pages": ("", "maybe", "2"),
    "log_level": ("", "INFO", "warn", "20"),
}  # fmt: skip
TAKEN: dict[str, dict[str, str]] = {  # what looks odd and works, and what is made of it
    "public_url": {
        "https://ID.Example.org:443/": "https://id.example.org", "https://bücher.example": "https://xn--bcher-kva.example",
        "https://straße.example": "https://xn--strae-oqa.example", "https://id.example.org:0443": "https://id.example.org",
        "https://id.example.org:": "https://id.example.org", "HTTPS://id.example.org:8443": "https://id.example.org:8443",
        "http://LOCALHOST:80": "http://localhost", "https://[0:0::1]:8443": "https://[::1]:8443",
    },
    "redis_url": {"": ""}, "broker_url": {"": ""}, "metrics_token": {"": ""}, "support_url": {"": ""},
    "geoip_database": {"": ""},
}  # fmt: skip


def taken(name: str, value: str) -> "Settings | list[str]":
    try:
        return load(RIGHT | {f"IDP_{name.upper()}": value})
    except ConfigurationError as error:
        return error.faults


def wrong_durations(name: str) -> tuple[str, ...]:
    return BAD_DURATIONS if Settings.model_fields[name].annotation is timedelta else ()


def cases() -> Iterator[tuple[str, str]]:
    for name in Settings.model_fields:
        yield from ((name, value) for value in (*REFUSED.get(name, ()), *wrong_durations(name)))


def test_every_variable_has_a_row() -> None:
    durations = {name for name in Settings.model_fields if wrong_durations(name)}
    assert set(Settings.model_fields) == set(REFUSED) | durations


@pytest.mark.parametrize(("name", "value"), list(cases()))
def test_a_wrong_value_is_refused_by_its_name_with_a_remedy(name: str, value: str) -> None:
    found = taken(name, value)
    assert isinstance(found, list), f"{value!r} is taken"
    assert len(found) == 1
    variable, _, words = found[0].partition(": ")
    assert variable == f"IDP_{name.upper()}"
    assert len(words) > 12, words


@pytest.mark.parametrize("name", Settings.model_fields)
def test_what_only_looks_like_a_value_is_refused_or_works(name: str) -> None:
    """Quotation marks, comments, spaces, empty and odd values: as a file of variables or a shell script may hand them on."""
    default = Settings.model_fields[name].get_default(call_default_factory=True)
    plain = RIGHT.get(f"IDP_{name.upper()}") or (default if isinstance(default, str) and default else "10m")
    for value in (
        "",
        "0",
        "-1",
        "9" * 40,
        "null",
        "é\U0001f984",
        f"{plain} # why",
        f" {plain}\r\n",
        f"\ufeff{plain}",
        "\udcff",
    ):
        found = taken(name, value)
        if isinstance(found, list):
            assert all(fault.startswith(f"IDP_{name.upper()}: ") for fault in found), found
        else:
            use(found)
    for mark in "\"'":
        found = taken(name, f"{mark}{plain}{mark}")
        assert isinstance(found, list) and "quotation marks" in found[0]


def use(settings: Settings) -> None:
    """Build what `idp.settings.base` builds, and ask what a request asks."""
    database.parse(settings.database_url, ROOT)
    for url in (settings.redis_url, settings.broker_url):
        if url:
            redis.cache(url), redis.tls(url)
    mail = urls.mail(settings.email_url).parts
    assert mail.scheme not in smtp.PORTS or (mail.port or smtp.PORTS[mail.scheme])
    domain, _ = split_domain_port(settings.host)
    if not validate_host(domain, [domain]):
        raise DisallowedHost(settings.host)
    assert urlsplit(settings.public_url).netloc == settings.host
    int(settings.session_absolute.total_seconds())


@pytest.mark.parametrize(("name", "given", "made"), [(n, g, m) for n, row in TAKEN.items() for g, m in row.items()])
def test_what_is_written_otherwise_is_the_same(name: str, given: str, made: str) -> None:
    found = taken(name, given)
    assert isinstance(found, Settings), found
    use(found)
    assert (getattr(found, name) or "") == made


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + b"s" * 43, b"s" * 43 + b"\r\n", b"\n" + b"s" * 43 + b"\n\n"])
def test_a_file_with_marks_of_an_editor_is_read(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "key"
    file.write_bytes(content)
    assert load({"IDP_SECRET_KEY_FILE": str(file), "IDP_ENCRYPTION_KEYS": RING}).secret_key == "s" * 43


@pytest.mark.parametrize("content", [b"\xff" * 43, b"s" * 43 + b"\nmore", b"\x00" * 43, None])
def test_a_file_that_holds_no_value_is_named(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    for path in (str(file), str(tmp_path), ""):
        with pytest.raises(ConfigurationError) as refused:
            load({"IDP_SECRET_KEY_FILE": path, "IDP_ENCRYPTION_KEYS": RING})
        assert refused.value.faults[0].startswith("IDP_SECRET_KEY_FILE: "), refused.value.faults


@pytest.mark.parametrize("command", ["migrate", "serve", "worker", "doctor", "user", "export", "cleanup"])
def test_every_command_refuses_alike(command: str) -> None:
    given = {"IDP_PUBLIC_URL": "https://id.example.org:99999", "IDP_REDIS_URL": "redis+sentinel://h/0"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    environment = kept | RIGHT | given | {"DJANGO_SETTINGS_MODULE": "idp.settings.base"}
    ended = subprocess.run(
        [sys.executable, "-m", "idp.cli", command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 78, ended.stderr
    assert "IDP_PUBLIC_URL: " in ended.stderr and "IDP_REDIS_URL: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_celery_is_told_to_verify_the_brokers_certificate() -> None:
    """Told nothing, it takes any certificate under rediss://."""
    given = {"IDP_REDIS_URL": "rediss://redis.example.org/0", "DJANGO_SETTINGS_MODULE": "idp.settings.base"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
    script = "from idp.celery import app; print(app.connection().ssl)"
    ended = subprocess.run(
        [sys.executable, "-c", script], env=kept | RIGHT | given, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert "'ssl_cert_reqs': 'required', 'ssl_check_hostname': True" in ended.stdout, ended.stdout + ended.stderr
