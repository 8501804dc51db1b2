"""oauth2-proxy and Apache's mod_auth_openidc, configured as the console shows, let signed-in people through and nobody else."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest

from tests.architecture.source import ROOT
from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo
from tests.e2e.steps import sign_in
from tests.quickstarts.apps import register, serving

pytestmark = pytest.mark.slow
MODULES = Path("/usr/lib/apache2/modules")
WORDS = "The site behind the gate"


def test_oauth2_proxy(administrator: Browser, demo: Demo, nojs: Browser, tmp_path: Path) -> None:
    binaries = ROOT / ".venv" / "go"
    assert (binaries / "oauth2-proxy").is_file(), "oauth2-proxy is missing: `make quickstarts` builds it"
    app = register(administrator, demo, "oauth2-proxy")
    with _site() as port:
        configured = app.files["oauth2-proxy.cfg"].replace("http://127.0.0.1:8080/", f"http://127.0.0.1:{port}/")
        (tmp_path / "oauth2-proxy.cfg").write_text(configured, encoding="utf-8")
        with serving(app, tmp_path, path=str(binaries)):
            assert httpx.get(app.url, trust_env=False).status_code == 302  # to the provider
            page = sign_in(nojs, demo, demo.bob, app.url)
            assert (page.text, page.url) == (WORDS, app.url)


def test_apache(administrator: Browser, demo: Demo, nojs: Browser, tmp_path: Path) -> None:
    assert (MODULES / "mod_auth_openidc.so").is_file(), "mod_auth_openidc is missing: `make quickstarts` installs it on Debian"
    app = register(administrator, demo, "apache")
    modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "auth_openidc"]
    (tmp_path / "index.html").write_text(WORDS, encoding="utf-8")
    (tmp_path / "httpd.conf").write_text(
        "\n".join(
            [
                f"ServerRoot {tmp_path}", f"PidFile {tmp_path}/pid", f"Listen 127.0.0.1:{app.port}", "ServerName 127.0.0.1",
                f"ErrorLog {tmp_path}/error.log", f"DocumentRoot {tmp_path}", f"DefaultRuntimeDir {tmp_path}",
                *(["User www-data", "Group www-data"] if os.getuid() == 0 else []),
                *(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in modules),
                f"Include {tmp_path}/gatehouse.conf",
            ]
        ),
        encoding="utf-8",
    )  # fmt: skip
    (tmp_path / "gatehouse.conf").write_text(app.files["gatehouse.conf"], encoding="utf-8")
    _open_to_others(tmp_path)
    apache = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin")
    with serving(app, tmp_path, run=f"exec {apache} -f {tmp_path}/httpd.conf -DFOREGROUND"):
        assert httpx.get(app.url, trust_env=False).status_code == 302
        page = sign_in(nojs, demo, demo.bob, app.url)
        assert (page.text, page.url) == (WORDS, app.url), (tmp_path / "error.log").read_text(encoding="utf-8")


@contextmanager
def _site() -> Iterator[int]:
    """The site that the proxy stands before."""
    server = HTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(WORDS.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the test asks the page."""


def _open_to_others(folder: Path) -> None:
    """Let the web server's own user read the folder: pytest makes it, and those above it, private."""
    if os.getuid() == 0:
        for each in (folder, *list(folder.parents)[:3]):
            each.chmod(each.stat().st_mode | 0o055)
