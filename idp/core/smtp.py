"""A connection to the mail server that ends in time, whatever the server does. Spec: RFC 5321."""

import smtplib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

STEP_SECONDS = 10
WHOLE_SECONDS = 30  # under the claim of an outbox entry: a server that dribbles holds no worker, and no mail goes out twice


@contextmanager
def connect(url: str) -> Iterator[smtplib.SMTP]:
    """The server of an ``smtp://`` or ``smtps://`` URL, signed in to. Raises: OSError, smtplib.SMTPException."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    server = (smtplib.SMTP_SSL if is_tls else smtplib.SMTP)(timeout=STEP_SECONDS)
    alarm = threading.Timer(WHOLE_SECONDS, _hang_up, [server])
    alarm.daemon = True
    alarm.start()
    try:
        server._host = parts.hostname or "localhost"  # type: ignore[attr-defined]  # the name that TLS checks
        server.connect(parts.hostname or "localhost", parts.port or (465 if is_tls else 25))
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
        with suppress(smtplib.SMTPServerDisconnected):
            server.quit()
    finally:
        alarm.cancel()
        server.close()


def _hang_up(server: smtplib.SMTP) -> None:
    """Whatever waits for the server meets a closed connection."""
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(2)
