"""People and clients with everything they need to sign in over HTTP."""

import itertools
from typing import Any

from idp.accounts import services as accounts
from idp.clients.models import Client, ClientSecret
from idp.core import clock, secrets
from idp.mfa import enrolment, recovery
from tests.rp import Person, RelyingParty

PASSWORD = "correct horse battery staple"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_serial = itertools.count(1)


def make_person(*, totp: bool = False, codes: list[str] | None = None, **values: Any) -> Person:
    """Somebody with a verified address; with ``totp`` an authenticator app and saved recovery codes."""
    email = values.pop("email", f"somebody{next(_serial)}@example.org")
    user = accounts.create_user(email=email, password=PASSWORD, email_verified=True, name="Some Body", **values)
    person = Person(email, PASSWORD)
    if totp:
        enrolment.import_totp(user, TOTP_SECRET, "phone")
        person.totp_secret = TOTP_SECRET
        person.recovery_codes = codes or ["ABCDE-FGHIJ", "KLMNO-PQRST"]
        recovery.import_codes(user, person.recovery_codes)
    return person


def make_rp(**values: Any) -> RelyingParty:
    """A registered client and the relying party that uses it; by default confidential, on the web, with refresh tokens."""
    auth_method = values.pop("auth_method", "client_secret_basic")
    redirect_uri = values.pop("redirect_uri", "https://rp.example/callback")
    secret = "" if auth_method == "none" else f"gs_{secrets.token()}"
    fields: dict[str, Any] = {
        "client_id": f"rp-{next(_serial)}",
        "name": "Relying Party",
        "client_type": "public" if auth_method == "none" else "confidential",
        "token_endpoint_auth_method": auth_method,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": redirect_uri,
        "scope": "openid profile email address phone offline_access",
    } | values
    client = Client.objects.create(**fields)
    if secret:
        ClientSecret.objects.create(client=client, secret_hash=secrets.digest(secret), hint=secret[-4:], created_at=clock.now())
    return RelyingParty(client.client_id, secret, redirect_uri.split()[0], auth_method=auth_method)
