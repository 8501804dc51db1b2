"""An app made of nothing but what the console shows: registered by the wizard, its code copied from the page, run as told."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo, free_ports, without_configuration

START_SECONDS = 40


@dataclass(frozen=True)
class App:
    """What the page said. ``run`` is its last command, ``url`` what it says to open then."""

    url: str
    client_id: str
    files: Mapping[str, str]
    run: str

    @property
    def port(self) -> int:
        port = urlsplit(self.url).port
        assert port is not None
        return port


def register(administrator: Browser, demo: Demo, framework: str, *, host: str = "") -> App:
    """Register an app of this framework on a free port, and another loopback host where one is named; read the page."""
    page = administrator.open(f"{demo.issuer}/manage/clients/new?framework={framework}")
    proposed = page.soup.find(id="id_redirect_uris")
    assert proposed is not None, page.text
    parts = urlsplit(proposed.get_text().strip())
    here = parts._replace(netloc=f"{host or parts.hostname}:{free_ports(1)[0]}")
    after = here._replace(path="/").geturl()
    page = administrator.submit("save", client_name=f"{framework} quickstart", redirect_uris=here.geturl())
    assert page.has("client-id"), page.text
    blocks = [(str(block.get("data-file", "")), block.get_text()) for block in page.soup.find_all("pre", class_="code")]
    client_id, then_open = page.soup.find(id="client-id"), page.soup.find(id="then-open")
    assert client_id is not None and then_open is not None and "Not tested" not in page.text
    assert then_open["href"] == then_open.get_text() == after
    return App(
        url=after,
        client_id=client_id.get_text(),
        files={file: text for file, text in blocks if file},
        run=blocks[-1][1],
    )


@contextmanager
def serving(app: App, folder: Path, *, path: str = "", run: str = "") -> Iterator[None]:
    """Run the app's own command in ``folder`` until it answers; stopped with all that it started. ``path`` goes before PATH."""
    here = f"{path}{os.pathsep}" if path else ""
    environment = without_configuration() | {"PATH": f"{here}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            ["bash", "-c", run or app.run], cwd=folder, env=environment, stdout=output, stderr=output, start_new_session=True
        )
        try:
            _wait_for(app.port, process, log)
            yield
        finally:
            _signal(process, signal.SIGTERM)
            try:
                process.wait(10)
            finally:
                _signal(process, signal.SIGKILL)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at and process.poll() is None:
        for host in ("127.0.0.1", "::1"):
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            with socket.socket(family) as probe:
                if probe.connect_ex((host, port)) == 0:
                    return
        time.sleep(0.1)
    raise AssertionError(f"nothing answers on port {port}:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To the app and all that it started; they may have ended by themselves."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
