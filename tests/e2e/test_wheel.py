"""The wheel as an operator gets it: installed away from the checkout it serves everything, the account console included.

Slow: it builds, installs and starts. `make deep` has built the React app before.
"""

import base64
import re
import secrets
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.architecture.source import ROOT
from tests.e2e.running_demo import free_ports, without_configuration

pytestmark = pytest.mark.slow
START_SECONDS = 60


def run(*command: str, folder: Path, **environment: str) -> str:
    ended = subprocess.run(
        command, cwd=folder, env=without_configuration() | environment, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def build(folder: Path, source: str = str(ROOT)) -> Path:
    wheel = (sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index")
    run(*wheel, "--wheel-dir", str(folder), source, folder=ROOT)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel; what it needs comes from ours, without our own editable install."""
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, symlinks=True)
    executable = place / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(executable),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
        folder=place,
    )
    inside = Path(run(str(executable), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=place).strip())
    (inside / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")  # its .pth files are not followed
    return executable


@contextmanager
def serving(python: Path, folder: Path) -> Iterator[str]:
    """`idp migrate` and `idp serve`, as the README of an operator has it; the issuer."""
    (port,) = free_ports(1)
    issuer = f"http://localhost:{port}"
    environment = {
        "IDP_PUBLIC_URL": issuer,
        "IDP_SECRET_KEY": secrets.token_urlsafe(48),
        "IDP_ENCRYPTION_KEYS": f"a:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "IDP_DATABASE_URL": f"sqlite:///{folder}/idp.sqlite3",
    }
    idp = str(python.parent / "idp")
    run(idp, "migrate", folder=folder, **environment)
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [idp, "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"],
            cwd=folder, env=without_configuration() | environment, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        end_at = time.monotonic() + START_SECONDS
        while not _is_ready(issuer):
            assert server.poll() is None and time.monotonic() < end_at, log.read_text(encoding="utf-8")
            time.sleep(0.1)
        yield issuer
        assert "idp doctor" in run(idp, "doctor", "--help", folder=folder, **environment)
        assert "ok " in run(idp, "doctor", "--only", "account console", folder=folder, **environment)
        assert "Warning" not in log.read_text(encoding="utf-8")
    finally:
        server.terminate()
        server.wait(15)


def _is_ready(issuer: str) -> bool:
    try:
        return httpx.get(f"{issuer}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_the_app_is_inside_with_its_compressed_files_and_nothing_of_the_workshop(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    app = [name for name in names if name.startswith("idp/web/app_dist/")]
    assert "idp/web/app_dist/index.html" in app
    for suffix in (".js", ".js.gz", ".js.br", ".css", ".css.gz"):
        assert any(name.endswith(suffix) for name in app), suffix
    assert {name.split("/")[0] for name in names} == {"idp", "demo_client", "gatehouse-0.2.0.dist-info"}
    assert any(name.endswith("de/LC_MESSAGES/django.mo") for name in names)
    assert not [name for name in names if name.endswith(".map") or "node_modules" in name]


def test_built_twice_it_is_the_same_byte_for_byte(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_a_wheel_made_from_the_source_archive_has_the_app_too(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path), folder=ROOT)
    (archive,) = tmp_path.glob("*.tar.gz")
    again = build(tmp_path / "again", str(archive))
    assert set(zipfile.ZipFile(again).namelist()) == set(zipfile.ZipFile(wheel).namelist())


def test_installed_elsewhere_it_starts_and_the_console_is_there(python: Path, tmp_path: Path) -> None:
    assert str(python.parent.parent) in run(str(python), "-c", "import idp; print(idp.__file__)", folder=tmp_path)
    with serving(python, tmp_path) as issuer, httpx.Client(base_url=issuer, trust_env=False) as http:
        page = http.get("/app/security")
        assert page.status_code == 200
        assert f"script-src {issuer}/app/assets/" in page.headers["Content-Security-Policy"]
        assert http.get("/app/config.json").json() == {"issuer": issuer, "client_id": "gatehouse-app"}
        files = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', page.text)
        assert len(files) >= 3
        for file in files:
            answer = http.get(f"/app/{file}", headers={"Accept-Encoding": "gzip"})
            assert answer.status_code == 200
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.headers["Content-Encoding"] == "gzip"
        asked = {
            "response_type": "code", "client_id": "gatehouse-app", "redirect_uri": f"{issuer}/app/callback",
            "scope": "openid", "state": "s", "nonce": "n", "code_challenge": "E" * 43, "code_challenge_method": "S256",
        }  # fmt: skip
        login = http.get("/oauth2/authorize", params=asked, follow_redirects=True)
        assert 'id="id_username"' in login.text
        for style in re.findall(r'(?:href|src)="(/static/[^"]+)"', login.text):
            assert http.get(style).status_code == 200, style  # without `collectstatic`, too
