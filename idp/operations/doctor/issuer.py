"""The address that people and clients use: it leads here, says what we say, over TLS, and its proxy tells us who calls."""

import http.client
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from idp.core import clock
from idp.operations.doctor.finding import Fault

WAIT_SECONDS = 5
SOON_DAYS = 14
_DOCUMENT = "/.well-known/openid-configuration"


def answers_as_itself() -> str:
    """Discovery at the issuer names the issuer; its certificate lasts. Raises: Fault."""
    issuer = settings.IDP.public_url
    connection = _connection(issuer)
    try:
        connection.request("GET", _DOCUMENT)
        response = connection.getresponse()
        certificate = connection.sock.getpeercert() if isinstance(connection.sock, ssl.SSLSocket) else None
        said = _issuer_in(response)
    except ssl.SSLError as error:
        raise Fault(f"{issuer}: its certificate is refused ({error.reason})", "Renew it, or send its whole chain.") from None
    except (OSError, http.client.HTTPException) as error:
        raise Fault(
            f"{issuer} does not answer ({type(error).__name__})", "Start `idp serve`, or lead the name and the proxy to it."
        ) from None
    finally:
        connection.close()
    if said != issuer:
        raise Fault(
            f"{issuer} answers as {said or 'something else'}",
            "Set IDP_PUBLIC_URL to the address that people use, and let the proxy pass the Host header on.",
        )
    return f"{issuer} answers as itself" + _lasts(certificate)


def is_told_the_callers_address() -> str:
    """Behind a proxy the limits per address need the caller's. Raises: Fault."""
    if settings.IDP.trusted_proxies:
        return f"callers' addresses are believed from {', '.join(settings.IDP.trusted_proxies)}"
    if settings.IDP.is_https:
        raise Fault(
            "TLS ends at a proxy, and none is trusted: everybody has the proxy's address and shares its limits",
            "Set IDP_TRUSTED_PROXIES to the proxy's address.",
        )
    return "none is needed on a loopback issuer"


def _connection(issuer: str) -> http.client.HTTPConnection:
    parts = urlsplit(issuer)
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=WAIT_SECONDS, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, parts.port, timeout=WAIT_SECONDS)


def _issuer_in(response: http.client.HTTPResponse) -> str:
    body = response.read(65536)
    try:
        document = json.loads(body)
    except ValueError:
        return ""
    return str(document.get("issuer", "")) if isinstance(document, dict) else ""


def _lasts(certificate: Any) -> str:
    if not certificate:
        return ""
    days = int((ssl.cert_time_to_seconds(certificate["notAfter"]) - clock.unix_time()) // 86400)
    if days < SOON_DAYS:
        raise Fault(f"its certificate ends in {days} days", "Renew it now, and see why that did not happen by itself.")
    return f", certificate good for {days} days"
