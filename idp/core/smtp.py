"""A connection to the mail server that ends in time, whatever the server does, and that is under TLS where its URL says so.

``smtp://`` is clear text, ``smtp+starttls://`` begins with STARTTLS or fails, ``smtps://`` is TLS from the first byte. The
certificate is verified against the machine's authorities. Spec: RFC 5321, RFC 3207, RFC 8314.
"""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from django.conf import settings

from idp.core.deadlines import Deadline

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
# From the look-up of its name to the last byte. A good server may keep us waiting before it greets; under the claim of an
# outbox entry, so that one that dribbles holds no worker, and no mail goes out twice.
WHOLE_SECONDS = 30


@contextmanager
def connect(url: str) -> Iterator[smtplib.SMTP]:
    """The server that a URL names, signed in to. Raises: OSError, smtplib.SMTPException."""
    parts, deadline = urlsplit(url), Deadline(WHOLE_SECONDS)
    host, port = parts.hostname or "localhost", parts.port or PORTS[parts.scheme]
    connection = deadline.connect(deadline.resolve(host, port, is_ours=True), port)
    server = smtplib.SMTP(local_hostname=_our_name())  # by itself it would ask the resolver, for however long
    with connection, deadline.over(connection):
        try:
            _open(server, connection, host, parts.scheme)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            yield server
            with suppress(smtplib.SMTPServerDisconnected):
                server.quit()
        finally:
            server.close()


def _our_name() -> str:
    """The name for EHLO: the issuer's host. Spec: RFC 5321 §4.1.1.1, §4.1.3."""
    name = urlsplit(settings.IDP.public_url).hostname or "localhost"
    try:
        address = ip_address(name)
    except ValueError:
        return name
    return f"[{address}]" if address.version == 4 else f"[IPv6:{address}]"


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
