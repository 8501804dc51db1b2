"""Whether mail is taken; none is sent."""

import os
import smtplib
import ssl
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from idp.core import smtp
from idp.operations.doctor.finding import Fault


def is_taken() -> str:
    """The server lets us in, or the folder can be written. Raises: Fault."""
    parts = urlsplit(settings.IDP.email_url)
    if parts.scheme in smtp.PORTS:
        return _by_server(settings.IDP.email_url)
    if parts.scheme == "file":
        folder = Path(unquote(parts.path))
        place = next(place for place in (folder, *folder.parents) if place.exists())
        if not os.access(place, os.W_OK):
            raise Fault(f"{place} cannot be written", "Let this account write there, or change IDP_EMAIL_URL.")
    if not settings.IDP.is_loopback:
        raise Fault(
            f"mail goes to {parts.scheme}://, so nobody gets it", "Name a server: IDP_EMAIL_URL=smtps://user:pw@host:465"
        )
    return f"{parts.scheme}://, for trials on this machine"


def _by_server(url: str) -> str:
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or smtp.PORTS[parts.scheme]}"
    try:
        with smtp.connect(url) as connection:
            connection.ehlo_or_helo_if_needed()
            code, _ = connection.mail(settings.IDP.email_from)
            connection.rset()
    except smtplib.SMTPAuthenticationError:
        raise Fault(f"{where} refuses our name and password", "Correct them in IDP_EMAIL_URL.") from None
    except ssl.SSLCertVerificationError as error:
        remedy = "Name the host as its certificate does; add a private authority to this machine's certificates."
        raise Fault(f"the certificate of {where} is not accepted ({error.verify_message})", remedy) from None
    except smtplib.SMTPNotSupportedError:
        raise Fault(f"{where} offers no STARTTLS, or no sign-in", "Ask its operator; smtps:// is TLS from the start.") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Fault(f"{where} does not answer ({type(error).__name__})", "Start it, or correct IDP_EMAIL_URL.") from None
    if code >= 400:
        raise Fault(f"{where} refuses the sender {settings.IDP.email_from} ({code})", "Correct IDP_EMAIL_FROM.")
    return f"{where} takes mail from {settings.IDP.email_from}"
