"""LO-05, LO-07: the logout token that clients get, and clients that hang, fail, redirect or live inside. BCL 1.0 §2.4, §2.7."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
import time_machine

from idp.audit.models import Event
from idp.core import clock, outbox
from idp.core.models import OutboxEntry
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, claims_of, header_of
from tests.security.sign_ins import policy, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


class Client(ThreadingHTTPServer):
    """A client's back-channel on loopback that answers as it is told."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.got: list[tuple[str, dict[str, list[str]]]] = []
        self.status, self.location, self.hangs_seconds = 200, "", 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Client

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.got.append((self.path, parse_qs(body)))
        time.sleep(self.server.hangs_seconds)
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None: ...


@pytest.fixture
def client(settings: Any) -> Iterator[Client]:
    server = Client()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    policy(settings, outbound_allow=[server.url])
    yield server
    server.shutdown()
    server.server_close()


def sign_out(uri: str) -> tuple[dict[str, Any], str, float]:
    """Sign in at a client with this back-channel and out again: its ID token, its id, and how long signing out took."""
    rp, alice, browser = make_rp(trusted=True, backchannel_logout_uri=uri), make_person(totp=True), Browser()
    tokens = rp.begin().tokens(browser, alice)
    started = time.perf_counter()
    browser.http.get("/oauth2/logout", {"id_token_hint": tokens["id_token"]})
    spent = time.perf_counter() - started
    assert not signed_in(browser)
    outbox.drain()  # the session's end becomes a delivery
    return claims_of(tokens["id_token"]), rp.client_id, spent


@pytest.mark.spec("OpenID Connect Back-Channel Logout 1.0", "2.4", "MUST")
def test_the_token_is_a_logout_token_and_nothing_else(client: Client) -> None:
    identity, client_id, _ = sign_out(f"{client.url}/bcl")
    outbox.drain()
    path, form = client.got[0]
    token = form["logout_token"][0]
    header, claims = header_of(token), claims_of(token)
    assert path == "/bcl" and list(form) == ["logout_token"]
    assert header["typ"] == "logout+jwt" and header["alg"] == "RS256"
    assert header["kid"] in {key["kid"] for key in Browser().http.get("/oauth2/jwks").json()["keys"]}
    assert claims["events"] == {"http://schemas.openid.net/event/backchannel-logout": {}}
    assert (claims["sub"], claims["sid"], claims["aud"]) == (identity["sub"], identity["sid"], client_id)
    assert claims["iss"] == "http://localhost:8000" and claims["jti"] and "nonce" not in claims
    assert 0 < claims["exp"] - claims["iat"] <= 120


@pytest.mark.parametrize("trouble", ["hangs", "fails", "redirects"])
def test_a_client_in_trouble_holds_nobody_up_and_is_tried_again(trouble: str, client: Client) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        client.hangs_seconds = 4 if trouble == "hangs" else 0
        client.status = {"fails": 500, "redirects": 307}.get(trouble, 200)
        client.location = f"{client.url}/elsewhere" if trouble == "redirects" else ""
        _, _, spent = sign_out(f"{client.url}/bcl")
        assert spent < 1 and not client.got
        outbox.drain()
        client.hangs_seconds, client.status = 0, client.status if client.status != 200 else 503
        entry = OutboxEntry.objects.get(kind="oidc.backchannel_logout")
        assert entry.done_at is None and entry.failed_at is None and entry.attempts == 1
        first = entry.due_at
        assert first > clock.now()
        now.shift(6)
        outbox.drain()
        entry.refresh_from_db()
        assert entry.attempts == 2 and entry.due_at - clock.now() > first - clock.now()
        assert {path for path, _ in client.got} == {"/bcl"}  # a redirect is not followed
        tokens = {form["logout_token"][0] for _, form in client.got}
        assert len(tokens) == 2  # a fresh one each time
        now.shift(3 * 3600)
        outbox.drain()
        entry.refresh_from_db()
        assert entry.failed_at is not None


@pytest.mark.parametrize(
    "uri",
    ["http://169.254.169.254/latest/meta-data", "https://127.0.0.1/bcl", "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
     "https://[::10.0.0.1]/", "https://[64:ff9b:1::a00:1]/", "https://[fec0::1]/", "https://168.63.129.16/", "https://0x7f000001/",
     "http://rp.example/bcl", "https://user:pw@rp.example/", "file:///etc/passwd", "https://rp.example:22/"],
)  # fmt: skip
def test_an_address_inside_is_never_called(uri: str) -> None:
    _, client_id, _ = sign_out(uri)
    outbox.drain()
    entry = OutboxEntry.objects.get(kind="oidc.backchannel_logout")
    assert entry.failed_at is not None and entry.attempts == 1
    event = Event.objects.get(action="client:backchannel-logout:deliver")
    assert (event.outcome, event.client_id) == ("refused", client_id) and event.reason
