"""A provider, the relying party served over HTTP, and browsers (spec: demo_client/README.md)."""

import html
import json
import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server

from demo_client.app import RelyingParty

from .provider import CLIENT_ID, CLIENT_SECRET, Provider, query


class Client(requests.Session):
    """A browser of its own, which follows no redirect by itself."""

    def __init__(self, base: str, provider: Provider) -> None:
        super().__init__()
        self.base, self.provider, self.trust_env = base, provider, False

    def open(self, path: str, method: str = "GET", **options: Any) -> requests.Response:
        """Ask the relying party for a page."""
        return self.request(method, self.base + path, allow_redirects=False, timeout=10, **options)

    def start(self, asked: str = "") -> str:
        """Press "Sign in"; the authorization request."""
        return self.open("/login" + asked).headers["Location"]

    def sign_in(self, asked: str = "") -> requests.Response:
        """The whole flow; the answer of /callback."""
        return self.open("/callback" + query(self.provider.answer(self.start(asked))))

    def claims(self) -> Any:
        """What the protected page shows; None when nobody is signed in."""
        page = self.open("/protected")
        found = re.search('<pre id="claims">(.*?)</pre>', page.text, re.DOTALL)
        return json.loads(html.unescape(found.group(1))) if found else None


@pytest.fixture
def provider() -> Iterator[Provider]:
    """A fresh provider."""
    provider = Provider()
    yield provider
    provider.close()


@pytest.fixture
def party(provider: Provider) -> Iterator[RelyingParty]:
    """The relying party, served; its port is known before its redirect URI is."""
    server = make_server("127.0.0.1", 0, lambda environ, start: party(environ, start), threaded=True)  # noqa: PLW0108 - `party` is made below
    base = f"http://127.0.0.1:{server.server_port}"
    party = RelyingParty(provider.issuer, CLIENT_ID, CLIENT_SECRET, base + "/callback")
    thread = threading.Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01})
    thread.start()
    yield party
    server.shutdown()
    server.server_close()


@pytest.fixture
def ada(party: RelyingParty, provider: Provider) -> Iterator[Client]:
    """Ada's browser."""
    with Client(party.start.rstrip("/"), provider) as client:
        yield client


@pytest.fixture
def mallory(party: RelyingParty, provider: Provider) -> Iterator[Client]:
    """Another browser."""
    with Client(party.start.rstrip("/"), provider) as client:
        yield client
