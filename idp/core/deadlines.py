"""One deadline around a call that goes out: resolving, connecting, and every byte after, however slowly they drip.

A resolver cannot be interrupted: each look-up has a thread of its own, is left when time is up, and ends when it ends. As
long as too many of those are left over, another name is refused at once, unless it is one of ours.
"""

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures import TimeoutError as TooLate

LOOKUPS = 16  # names that are looked up at once, the abandoned ones among them
_lookups: dict[tuple[str, int], "Future[list[str]]"] = {}
_lock = threading.Lock()


class Deadline:
    """A moment after which nobody waits any more."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds until then. Raises: TimeoutError when there are none."""
        seconds = self._ends_at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the time for this call is over")
        return seconds

    def resolve(self, host: str, port: int, *, is_ours: bool = False) -> list[str]:
        """The addresses of a name, the resolver's first choice first. Raises: OSError (TimeoutError among them).

        ``is_ours`` is for the few names that the operator configured: how many clients' names are stuck is nothing to them.
        """
        with _lock:
            lookup = _lookups.get((host, port))
            if lookup is None:
                lookup = _begin(host, port, is_ours=is_ours)
        try:
            return lookup.result(self.left())
        except TooLate:
            raise TimeoutError("the name servers do not answer") from None

    def connect(self, addresses: list[str], port: int) -> socket.socket:
        """A connection to the first of the addresses that answers; each has its share of what is left. Raises: OSError."""
        refusal: OSError = OSError("no address")
        for place, address in enumerate(addresses):
            try:
                return socket.create_connection((address, port), timeout=self.left() / (len(addresses) - place))
            except OSError as error:
                refusal = error
        raise refusal

    @contextlib.contextmanager
    def over(self, connection: socket.socket) -> Iterator[None]:
        """Whatever reads or writes on the connection, under TLS or not, meets its end when the deadline has come.

        A socket's own timeout is for one read, and a byte now and then would outlast any. To those it looks as if the
        other side had hung up: where that may pass for an answer, ask ``left`` afterwards.
        """
        connection.settimeout(self.left())
        with contextlib.closing(connection.dup()) as handle:  # the socket itself is taken over by TLS
            alarm = threading.Timer(self.left(), _hang_up, [handle])
            alarm.daemon = True
            alarm.start()
            try:
                yield
            finally:
                alarm.cancel()
                alarm.join()  # the handle is not closed under its hands


def _begin(host: str, port: int, *, is_ours: bool) -> "Future[list[str]]":
    """Look a name up in a thread of its own; whoever asks for the same name meanwhile gets the same answer."""
    if len(_lookups) >= LOOKUPS and not is_ours:
        raise TimeoutError("too many names are looked up and not answered")
    lookup: Future[list[str]] = Future()
    threading.Thread(target=_look_up, args=(lookup, host, port), name="lookup", daemon=True).start()
    _lookups[host, port] = lookup
    return lookup


def _look_up(lookup: "Future[list[str]]", host: str, port: int) -> None:
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, ValueError) as error:  # a label of more than 63 characters is a ValueError
        lookup.set_exception(error if isinstance(error, OSError) else OSError("no name"))
    else:
        lookup.set_result(list(dict.fromkeys(found)))
    finally:
        with _lock:
            del _lookups[host, port]


def _begin_anew() -> None:
    """In a forked process: the threads of its parent's look-ups are not there, nor is whoever held the lock."""
    global _lock  # noqa: PLW0603 - as the threading module does it
    _lock = threading.Lock()
    _lookups.clear()


os.register_at_fork(after_in_child=_begin_anew)


def _hang_up(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
