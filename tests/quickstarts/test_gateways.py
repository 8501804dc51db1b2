"""oauth2-proxy and Apache's mod_auth_openidc, configured as the console shows, let signed-in people through and nobody else."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.architecture.source import ROOT
from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo
from tests.quickstarts.apps import register, serving
from tests.quickstarts.walk import cancel_and_come_in

pytestmark = pytest.mark.slow
MODULES = Path("/usr/lib/apache2/modules")
WORDS = "The site behind the gate"


def test_oauth2_proxy(administrator: Browser, demo: Demo, nojs: Browser, tmp_path: Path) -> None:
    binaries = ROOT / ".venv" / "go"
    assert (binaries / "oauth2-proxy").is_file(), "oauth2-proxy is missing: `make quickstarts` builds it"
    app = register(administrator, demo, "oauth2-proxy")
    with _site(WORDS + app.files["sign-out.html"]) as port:
        configured = app.files["oauth2-proxy.cfg"].replace("http://127.0.0.1:8080/", f"http://127.0.0.1:{port}/")
        (tmp_path / "oauth2-proxy.cfg").write_text(configured, encoding="utf-8")
        with serving(app, tmp_path, path=str(binaries)):
            assert httpx.get(app.url, trust_env=False).status_code == 302  # to the provider
            cancel_and_come_in(nojs, demo, app, again="Sign in", words=WORDS)
            nojs.follow("Sign out")
            page = nojs.submit("sign-out")  # the proxy shows no ID token, so the provider asks
            assert "You are signed out" in page.text, page.text
            assert nojs.open(app.url).path.endswith("/login"), nojs.at.url


def test_apache(administrator: Browser, demo: Demo, nojs: Browser, open_folder: Path) -> None:
    assert (MODULES / "mod_auth_openidc.so").is_file(), "mod_auth_openidc is missing: `make quickstarts` installs it on Debian"
    app = register(administrator, demo, "apache")
    modules = ["mpm_event", "authn_core", "authz_core", "authz_user", "dir", "auth_openidc"]
    (open_folder / "index.html").write_text(WORDS + app.files["sign-out.html"], encoding="utf-8")
    (open_folder / "httpd.conf").write_text(
        "\n".join(
            [
                f"ServerRoot {open_folder}", f"PidFile {open_folder}/pid", f"Listen 127.0.0.1:{app.port}",
                "ServerName 127.0.0.1", f"ErrorLog {open_folder}/error.log",
                f"DocumentRoot {open_folder}", f"DefaultRuntimeDir {open_folder}",
                *(["User www-data", "Group www-data"] if os.getuid() == 0 else []),
                *(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in modules),
                f"Include {open_folder}/gatehouse.conf",
            ]
        ),
        encoding="utf-8",
    )  # fmt: skip
    for name in ("gatehouse.conf", "not-signed-in.html"):
        (open_folder / name).write_text(app.files[name], encoding="utf-8")
    apache = shutil.which("apache2", path=f"{os.environ['PATH']}:/usr/sbin")
    with serving(app, open_folder, run=f"exec {apache} -f {open_folder}/httpd.conf -DFOREGROUND"):
        assert httpx.get(app.url, trust_env=False).status_code == 302
        try:
            cancel_and_come_in(nojs, demo, app, again="Try again", words=WORDS)
            page = nojs.follow("Sign out")
            assert page.path.endswith("/login"), page.url  # back at the site, which lets nobody in
        except AssertionError as error:
            error.add_note((open_folder / "error.log").read_text(encoding="utf-8"))
            raise


@contextmanager
def _site(page: str) -> Iterator[int]:
    """The site that the proxy stands before."""
    server = HTTPServer(("127.0.0.1", 0), partial(_Page, page))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


class _Page(BaseHTTPRequestHandler):
    def __init__(self, page: str, *arguments: Any) -> None:
        self.page = page
        super().__init__(*arguments)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, *_: object) -> None:
        """Nothing: the test asks the page."""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the web server's own user may read. Not pytest's: it makes those private again whenever a run begins."""
    with tempfile.TemporaryDirectory(prefix="gatehouse-apache-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
