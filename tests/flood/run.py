"""The server under attack, and what an honest caller sees meanwhile."""

import http.client
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from idp.operations.prove.browser import Answer, Browser, Page, Stuck
from idp.operations.prove.guests import Flow, Guest, House
from tests.flood.attacks import ATTACKS, Attack, Target
from tests.services.daemons import Daemon

HONEST = "198.51.100.7"  # no attacker calls from its network
MEASURE = "{:28} {:>9} {:>9} {:>9} {:>8} {:>8} {:>9}  {}"


class Patient(Browser):
    """Presses again when the page says that many people are signing in, as late as it says."""

    turned_away = 0

    def once(
        self, method: str, url: str, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        while True:
            try:
                return super().once(method, url, data, headers)
            except Stuck as error:
                if not error.retry_after_seconds:
                    raise
                self.turned_away += 1
                time.sleep(error.retry_after_seconds)


@dataclass
class Seen:
    """What was measured during one attack; seconds."""

    livez: list[float] = field(default_factory=list)
    sign_ins: list[float] = field(default_factory=list)
    pressed_again: int = 0
    faults: list[str] = field(default_factory=list)


def all_of(folder: Path, port: int, names: list[str], seconds: float) -> int:
    """Run the attacks and print the table; 1 if a bound was broken."""
    command = [sys.executable, "-m", "idp.cli", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    server = Daemon("serve", command, folder, lambda: _livez(port) < 10)
    print(MEASURE.format("attack", "/livez s", "sign-in s", "again", "requests", "rows", "bytes", ""))
    is_broken = False
    server.start()
    try:
        house = House(folder / "mail")
        for attack in ATTACKS:
            if not names or attack.name in names:
                is_broken |= _one(attack, Target(port, house), folder / "idp.sqlite3", seconds)
    finally:
        server.stop()
    return int(is_broken)


def _one(attack: Attack, target: Target, database: Path, seconds: float) -> bool:
    """Attack, measure, print a line; whether a bound was broken."""
    house = target.house
    guests = [house.invite() for _ in range(40)]
    flow, browser = house.flow(), house.browser()
    browser.address = HONEST
    waiting = guests.pop()
    under_way = flow.walk(browser, waiting, until="mfa-totp")
    rows_before, bytes_before = _stored(database)
    seen, over = Seen(), threading.Event()
    with attack.under_way(target, over), _measured(target, guests, seen, over):
        time.sleep(seconds)
        over.set()
    rows, size = _stored(database)
    honest = len(seen.sign_ins)
    rows = max(0, rows - rows_before - honest * HONEST_ROWS)
    size = max(0, size - bytes_before - honest * HONEST_BYTES)
    try:
        assert isinstance(under_way, Page)
        flow.code(flow.walk(browser, waiting, under_way))
    except (Stuck, OSError) as error:
        seen.faults.append(f"a sign-in under way was lost: {error}")
    seen.faults += attack.broken(max(seen.livez, default=99), max(seen.sign_ins, default=99), rows, size)
    again = f"{seen.pressed_again}/{honest}"
    row = [f"{max(seen.livez, default=99):.2f}", f"{max(seen.sign_ins, default=99):.2f}", again, target.requests, rows, size]
    print(MEASURE.format(attack.name, *row, "; ".join(seen.faults) or "ok"), flush=True)
    return bool(seen.faults)


# Of one whole sign-in: interaction, session, grant, events, buckets.
HONEST_ROWS = 12
HONEST_BYTES = 8_000


@contextmanager
def _measured(target: Target, guests: list[Guest], seen: Seen, over: threading.Event) -> Iterator[None]:
    crowd = [
        threading.Thread(target=_ask_livez, args=(target.port, seen, over)),
        threading.Thread(target=_sign_in, args=(target.house, guests, seen, over)),
    ]
    for one in crowd:
        one.start()
    yield
    for one in crowd:
        one.join(60)


def _ask_livez(port: int, seen: Seen, over: threading.Event) -> None:
    while not over.is_set():
        seen.livez.append(_livez(port))
        over.wait(0.1)


def _livez(port: int) -> float:
    """Seconds; 99 if it does not answer."""
    began = time.monotonic()
    try:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            connection.request("GET", "/livez")
            if connection.getresponse().status != 200:
                return 99
    except (OSError, http.client.HTTPException):
        return 99
    return time.monotonic() - began


def _sign_in(house: House, guests: list[Guest], seen: Seen, over: threading.Event) -> None:
    """One after another, each a person of their own, from one honest address."""
    while not over.is_set() and guests:
        browser, began = Patient(house.issuer), time.monotonic()
        browser.address = HONEST
        try:
            Flow(house, {}).tokens(browser, guests.pop())
        except (Stuck, OSError, http.client.HTTPException) as error:
            seen.faults.append(f"an honest sign-in failed: {error}")
        seen.pressed_again += browser.turned_away
        seen.sign_ins.append(time.monotonic() - began)
        over.wait(0.3)


def _stored(database: Path) -> tuple[int, int]:
    """Rows in all tables, bytes in used pages."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = sum(connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables)
        pages, free, size = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
        )
    return rows, (pages - free) * size
