"""What `idp demo` promises: what it prints, what it keeps private, how it serves the app; Ctrl-C leaves nothing behind."""

import json
import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.running_demo import Demo, running


def port_of(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def test_it_prints_addresses_people_and_both_start_times(demo: Demo) -> None:
    for promised in (demo.issuer, demo.rp, demo.app, demo.ada.password, demo.bob.password, "idp dev otp ada@example.org"):
        assert promised in demo.said
    assert f"Your account    {demo.app}   (React app)" in demo.said
    assert "cold start" in demo.said


def test_its_secrets_are_private(demo: Demo) -> None:
    assert demo.data.stat().st_mode & 0o777 == 0o700
    for name in ("idp.env", "users.json", "configuration.json"):
        assert (demo.data / name).stat().st_mode & 0o777 == 0o600
    assert set(json.loads((demo.data / "users.json").read_text(encoding="utf-8"))[0]) >= {"email", "password", "totp_secret"}


def test_the_logs_hold_no_password(demo: Demo) -> None:
    for server in ("provider", "sample-client", "app"):
        text = demo.log(server)
        assert demo.ada.password not in text
        assert "Traceback" not in text


@pytest.mark.parametrize("path", ["/", "/callback?code=x", "/dashboard", "/no/such/page"])
def test_the_app_is_served_under_its_strict_policy(path: str, demo: Demo) -> None:
    answer = httpx.get(demo.app + path, trust_env=False)
    assert answer.status_code == 200
    assert '<div id="root">' in answer.text
    directives = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["connect-src"] == f"'self' {demo.issuer}"
    assert directives["form-action"] == directives["frame-ancestors"] == "'none'"


def test_the_app_is_told_its_issuer_and_client(demo: Demo) -> None:
    assert httpx.get(f"{demo.app}/config.json", trust_env=False).json() == {"issuer": demo.issuer, "client_id": "app"}


@pytest.mark.parametrize(
    "path", ["/assets/none.js", "/../idp.env", "/%2e%2e/%2e%2e/pyproject.toml", "/assets/../../pyproject.toml"]
)
def test_no_file_outside_the_build_is_served(path: str, demo: Demo) -> None:
    with socket.create_connection(("127.0.0.1", port_of(demo.app)), 5) as connection:
        connection.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert b"IDP_" not in answer
    assert b"[project]" not in answer


def test_stopping_it_leaves_no_process_behind(tmp_path: Path) -> None:
    with running(tmp_path) as second:
        ports = [port_of(url) for url in (second.issuer, second.rp, second.app)]
        assert all(_answers(port) for port in ports)
    assert not any(_answers(port) for port in ports)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
