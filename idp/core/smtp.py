"""A connection to the mail server that ends in time, whatever the server does, and that is under TLS where its URL says so.

``smtp://`` is clear text, ``smtp+starttls://`` begins with STARTTLS or fails, ``smtps://`` is TLS from the first byte. The
certificate is verified against the machine's authorities. Spec: RFC 5321, RFC 3207, RFC 8314.
"""

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
STEP_SECONDS = 10
WHOLE_SECONDS = 30  # under the claim of an outbox entry: a server that dribbles holds no worker, and no mail goes out twice


@contextmanager
def connect(url: str) -> Iterator[smtplib.SMTP]:
    """The server that a URL names, signed in to. Raises: OSError, smtplib.SMTPException."""
    parts = urlsplit(url)
    host, ends_at = parts.hostname or "localhost", time.monotonic() + WHOLE_SECONDS
    connection = socket.create_connection((host, parts.port or PORTS[parts.scheme]), timeout=STEP_SECONDS)
    server = smtplib.SMTP(timeout=STEP_SECONDS)
    with closing(connection.dup()) as handle:  # TLS hides the connection itself until its handshake is over
        alarm = threading.Timer(max(0, ends_at - time.monotonic()), _hang_up, [handle])
        alarm.daemon = True
        alarm.start()
        try:
            _open(server, connection, host, parts.scheme)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server
            with suppress(smtplib.SMTPServerDisconnected):
                server.quit()
        finally:
            alarm.cancel()
            server.close()


def _open(server: smtplib.SMTP, connection: socket.socket, host: str, scheme: str) -> None:
    """Hear the greeting, under TLS before or after it, as the scheme says: clear text is never the way out."""
    server._host = host  # type: ignore[attr-defined]  # the name that STARTTLS checks
    server.sock = connection
    if scheme == "smtps":
        server.sock = ssl.create_default_context().wrap_socket(connection, server_hostname=host)
    code, words = server.getreply()
    if code != 220:
        raise smtplib.SMTPConnectError(code, words)
    if scheme == "smtp+starttls":
        server.starttls(context=ssl.create_default_context())


def _hang_up(connection: socket.socket) -> None:
    """Whatever waits for the server meets a closed connection."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
