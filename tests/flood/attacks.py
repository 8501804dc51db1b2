"""The attacks: what anybody on the network can send without an account, each bounded in connections and time."""

import http.client
import random
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from idp.clients import registration
from idp.core.errors import Throttled
from idp.operations.prove.browser import Browser, Page, Stuck
from idp.operations.prove.guests import REDIRECT_URI, House

ATTACKER = "203.0.113.66"
HOSTILE_PASSWORD = "4@8({[<369!1|70$57+%24@8({[<36"
FORM = "application/x-www-form-urlencoded"


class Target:
    """Where to, and how many requests were answered."""

    def __init__(self, port: int, house: House) -> None:
        self.port, self.house = port, house
        self.host = f"localhost:{port}"
        self.requests = 0

    def ask(self, method: str, path: str, body: str | None = None, address: str = ATTACKER) -> int:
        """The status; 0 when the connection broke."""
        headers = {"Host": self.host, "X-Forwarded-For": address} | ({"Content-Type": FORM} if body is not None else {})
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                response.read()
        except (OSError, http.client.HTTPException):
            return 0
        self.requests += 1
        return response.status

    def browser(self, address: str = ATTACKER) -> Browser:
        browser = Browser(self.house.issuer)
        browser.address = address
        return browser

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)


@dataclass(frozen=True)
class Attack:
    """``one`` is what each of ``crowd`` attackers does until it is over. Bounds: seconds, rows and bytes."""

    name: str
    one: Callable[[Target, int, threading.Event], None]
    crowd: int
    rows: int = 50
    size: int = 200_000
    sign_in: float = 10.0
    livez: float = 1.0

    @contextmanager
    def under_way(self, target: Target, over: threading.Event) -> Iterator[None]:
        """The attack, as long as the block lasts."""
        crowd = [threading.Thread(target=self.one, args=(target, number, over), daemon=True) for number in range(self.crowd)]
        for one in crowd:
            one.start()
        try:
            yield
        finally:
            over.set()
            for one in crowd:
                one.join(60)

    def broken(self, livez: float, sign_in: float, rows: int, size: int) -> list[str]:
        """Which bounds are."""
        measured = {"livez": (livez, self.livez), "sign-in": (sign_in, self.sign_in), "rows": (rows, self.rows)}
        measured["bytes"] = (size, self.size)
        return [f"{name} {value:.2f} > {bound:g}" for name, (value, bound) in measured.items() if value > bound]


def slow_bodies(target: Target, _number: int, over: threading.Event) -> None:
    """A body of a thousand bytes, one each second; and again when the server gives it up."""
    head = f"POST /oauth2/token HTTP/1.1\r\nHost: {target.host}\r\nContent-Type: {FORM}\r\nContent-Length: 1000\r\n\r\n"
    while not over.is_set():
        with suppress(OSError), closing(target.connect()) as connection:
            connection.sendall(head.encode())
            target.requests += 1
            while not over.wait(1):
                connection.sendall(b"x")


def slow_heads(target: Target, _number: int, over: threading.Event) -> None:
    """A head that never ends, a byte each second."""
    while not over.is_set():
        with suppress(OSError), closing(target.connect()) as connection:
            connection.sendall(f"GET / HTTP/1.1\r\nHost: {target.host}\r\nX-Slow: ".encode())
            target.requests += 1
            while not over.wait(1):
                connection.sendall(b"x")


def slow_streams(target: Target, _number: int, over: threading.Event) -> None:
    """Cleartext HTTP/2 with prior knowledge: twenty POST streams, a byte each second (RFC 9113; HPACK without a table)."""

    def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    def literal(name: str, value: str) -> bytes:
        return b"\x00" + bytes([len(name)]) + name.encode() + bytes([len(value)]) + value.encode()

    named = {":method": "POST", ":scheme": "http", ":path": "/oauth2/token", ":authority": target.host, "content-type": FORM}
    head = b"".join(literal(name, value) for name, value in named.items())
    streams = range(1, 41, 2)
    while not over.is_set():
        with suppress(OSError), closing(target.connect()) as connection:
            connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b""))
            connection.sendall(b"".join(frame(1, 4, stream, head) for stream in streams))
            target.requests += len(streams)
            while not over.wait(1):
                connection.sendall(b"".join(frame(0, 0, stream, b"x") for stream in streams))
        over.wait(0.2)


def large_bodies(target: Target, _number: int, over: threading.Event) -> None:
    """A body of the greatest size, all of it but for the last byte; and again when the server gives it up."""
    size = 256 * 1024
    head = f"POST /oauth2/token HTTP/1.1\r\nHost: {target.host}\r\nX-Forwarded-For: {ATTACKER}\r\nContent-Type: {FORM}\r\n"
    while not over.is_set():
        with suppress(OSError), closing(target.connect()) as connection:
            connection.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode() + b"x" * (size - 1))
            target.requests += 1
            connection.settimeout(1)
            while not over.is_set():
                with suppress(TimeoutError):
                    connection.recv(1)
                    break
        over.wait(0.1)


def dear_headers(target: Target, number: int, over: threading.Event) -> None:
    """Headers that Python reads in quadratic work: a page with an escaped cookie, liveness with a type of many parameters."""
    kinds = (
        ("/password/forgot", {"Cookie": 'a="' + "\\0" * 29_000 + '"'}),
        ("/livez", {"Content-Type": 'a/b;"' + ";" * 60_000}),
    )
    path, headers = kinds[number % 2]
    while not over.is_set():
        with suppress(OSError, http.client.HTTPException):
            with closing(http.client.HTTPConnection("127.0.0.1", target.port, timeout=30)) as connection:
                connection.request("GET", path, None, {"Host": target.host, "X-Forwarded-For": ATTACKER} | headers)
                connection.getresponse().read()
            target.requests += 1


def hostile_passwords(target: Target, number: int, over: threading.Event) -> None:
    """Registrations with a password that is dear to judge, each from an address of its own."""
    for count in range(1000):
        if over.is_set():
            return
        with suppress(Stuck, OSError, http.client.HTTPException):
            browser = target.browser(f"203.0.{number}.{count % 250}")
            page = browser.get("/register")
            if isinstance(page, Page):
                address = f"somebody-{number}-{count}@example.org"
                browser.submit(page, email=address, password=HOSTILE_PASSWORD, name="Somebody")
            target.requests += 2


def sign_ins(target: Target, number: int, over: threading.Event) -> None:
    """Two hundred people sign in at once, with a wrong password, each at an address of their own."""
    browser = target.browser(f"203.0.{number % 100}.{number // 100}")
    while not over.is_set():
        with suppress(Stuck, OSError, http.client.HTTPException):
            page = browser.get("/interaction/start?return_to=/account")
            if isinstance(page, Page) and "username" in page.fields:
                browser.submit(page, username=f"nobody-{number}@example.org", password="wrong horse battery staple")
            target.requests += 2
        over.wait(random.random())  # noqa: S311 - people do not click in step


def _authorize(target: Target, **parameters: str) -> str:
    known = {"response_type": "code", "client_id": target.house.client.client_id, "redirect_uri": REDIRECT_URI}
    return "/oauth2/authorize?" + urlencode(known | {"scope": "openid"} | parameters)


def refusals(target: Target, number: int, over: threading.Event) -> None:
    """Requests that are refused: an unknown client, an error that goes back to the client, prompt=none, a bad bearer."""
    kinds = (
        _authorize(target, client_id="nobody"),
        _authorize(target, response_type="token"),
        _authorize(target, prompt="none", code_challenge="x" * 43, code_challenge_method="S256"),
        "/oauth2/userinfo",
        "/api/v1/me",
    )
    while not over.is_set():
        target.ask("GET", kinds[target.requests % len(kinds)])


def large_parameters(target: Target, _number: int, over: threading.Event) -> None:
    """Nine unknown parameters that grow by being decoded and stored."""
    known = dict(part.split("=", 1) for part in _authorize(target).partition("?")[2].split("&"))
    challenge = {"code_challenge": "x" * 43, "code_challenge_method": "S256", "state": "s" * 500}
    body = "&".join(f"{name}={value}" for name, value in (known | challenge).items())
    body += "".join(f"&unknown{count}={quote(chr(1)) * 2000}" for count in range(9))
    while not over.is_set():
        target.ask("POST", "/oauth2/authorize", body)


def documents(target: Target, _number: int, over: threading.Event) -> None:
    """What is computed for anybody: the description of the API and its page, discovery, keys, readiness."""
    paths = ("/api/schema", "/api/docs", "/.well-known/openid-configuration", "/oauth2/jwks", "/readyz")
    while not over.is_set():
        target.ask("GET", paths[target.requests % len(paths)])


def drips(target: Target, number: int, over: threading.Event) -> None:
    """A client whose back-channel address accepts and then sends a byte each second; its people sign out again and again."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        threading.Thread(target=_drip, args=(listener, over), daemon=True).start()
        house = target.house
        metadata = {
            "client_name": f"Dripping {number}", "redirect_uris": [REDIRECT_URI], "scope": "openid", "trusted": True,
            "backchannel_logout_uri": f"http://127.0.0.1:{listener.getsockname()[1]}/logout",
        }  # fmt: skip
        own = House.__new__(House)
        own.__dict__ |= house.__dict__
        made = registration.register(metadata, actor="flood")
        own.client, own.secret = made.client, str(made.client_secret)
        while not over.is_set():
            with suppress(Stuck, Throttled, OSError, http.client.HTTPException):  # people are made behind our gate
                guest, browser = house.invite(), target.browser(f"203.0.113.{number}")
                own.flow(scope="openid").tokens(browser, guest)
                page = browser.get("/oauth2/logout")
                if isinstance(page, Page):
                    browser.submit(page)
                target.requests += 1
            over.wait(0.2)


def _drip(listener: socket.socket, over: threading.Event) -> None:
    held: list[socket.socket] = []
    listener.settimeout(0.5)
    while not over.is_set():
        with suppress(OSError):  # nobody came, or it is over
            held.append(listener.accept()[0])
        for connection in held:
            with suppress(OSError):
                connection.sendall(b"H")
        time.sleep(0.1)
    for connection in held:
        connection.close()


ATTACKS = (
    Attack("slow bodies", slow_bodies, 40),
    Attack("slow heads", slow_heads, 40),
    Attack("slow HTTP/2 streams", slow_streams, 3),
    Attack("large bodies", large_bodies, 140),
    Attack("dear headers", dear_headers, 12),
    Attack("hostile passwords", hostile_passwords, 16, rows=4000, size=4_000_000),
    Attack("200 parallel sign-ins", sign_ins, 200, rows=4000, size=8_000_000),
    Attack("refused authorizations", refusals, 8, rows=400, size=1_000_000),
    Attack("large unknown parameters", large_parameters, 4, rows=1300, size=4_000_000),
    Attack("documents", documents, 8),
    Attack("drip endpoints", drips, 4, rows=10_000, size=8_000_000),  # people are made, sign in and out: 50 rows each
)
