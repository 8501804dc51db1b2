"""People who call the account API: a session, a grant, a real signed access token, and one method to call with it."""

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pyotp
from django.conf import settings
from django.test import Client as Browser

from idp.accounts.models import User
from idp.clients.models import Client
from idp.core import clock, secrets
from idp.mfa import enrolment, recovery
from idp.oidc import store, tokens
from idp.oidc.models import Grant
from idp.sessions.models import Session

ORIGIN = "http://localhost:5173"
READ_AND_WRITE = "openid account:read account:write"
_serial = itertools.count(1)
_AMR = {"1fa": ["pwd"], "2fa-email": ["pwd", "otp"], "mfa": ["pwd", "otp", "mfa"]}


def make_person(**values: Any) -> User:
    """A person with a verified address and no authenticator."""
    email = values.pop("email", f"person{next(_serial)}@example.org")
    moment = clock.now()
    return User.objects.create(email=email, email_canonical=email, email_verified_at=moment, created_at=moment, **values)


def make_client(**values: Any) -> Client:
    """A public browser app whose origin is registered."""
    values = {
        "client_id": f"app{next(_serial)}",
        "name": "App",
        "client_type": "public",
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "allowed_origins": ORIGIN,
        "redirect_uris": f"{ORIGIN}/callback",
        "scope": f"{READ_AND_WRITE} profile email",
        "trusted": True,
    } | values
    return Client.objects.create(**values)


def make_session(user: User, *, acr: str = "2fa-email", at: datetime | None = None, **values: Any) -> Session:
    """A live session of one browser."""
    moment = clock.now()
    values = {
        "expires_at": moment + settings.IDP.session_absolute,
        "last_seen_at": moment,
        "ip": "192.0.2.7",
        "user_agent": FIREFOX,
    } | values
    return Session.objects.create(
        key_hash=secrets.digest(secrets.token()),
        sid=secrets.token(128),
        user=user,
        created_at=moment,
        epoch=user.epoch,
        authenticated_at=at or moment,
        acr=acr,
        amr=_AMR[acr],
        **values,
    )


def make_grant(session: Session, client: Client, *, scope: str = READ_AND_WRITE, **values: Any) -> Grant:
    """An activated grant made in the session, with its authentication."""
    moment = clock.now()
    assert session.user is not None and session.authenticated_at is not None
    values = {"authenticated_at": session.authenticated_at, "acr": session.acr, "amr": session.amr} | values
    return Grant.objects.create(
        handle=secrets.token(128),
        client=client,
        user=session.user,
        session=session,
        created_at=moment,
        code_hash=secrets.digest(secrets.token()),
        code_expires_at=moment,
        redirect_uri=f"{ORIGIN}/callback",
        scope=scope,
        resources=settings.IDP.api_resource,
        epoch=session.user.epoch,
        deployment_epoch=0,
        activated_at=moment,
        generation=1,
        rotated_at=moment,
        idle_expires_at=moment + timedelta(days=14),
        expires_at=moment + timedelta(days=60),
        **values,
    )


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def access_token(grant: Grant) -> str:
    """A signed access token of the grant for the account API, as the token endpoint makes it."""
    row = store.load_by_handle(grant.handle)
    assert row is not None
    return tokens.access_token(row, [settings.IDP.api_resource], grant.scope.split(), clock.now())


@dataclass
class Caller:
    """Somebody with an access token for the account API."""

    user: User
    session: Session
    grant: Grant
    client: Client
    token: str
    browser: Browser = field(default_factory=lambda: Browser(headers={"host": settings.IDP.host}))

    def call(self, method: str, path: str, body: object = None, *, raw: bytes | None = None, **headers: str) -> Any:
        """Call ``/api/v1/<path>`` with the token; ``raw`` is sent as it is, ``headers`` override."""
        sent = {"authorization": f"Bearer {self.token}"} | {name.replace("_", "-"): value for name, value in headers.items()}
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        kind = sent.pop("content-type", "application/json")
        return self.browser.generic(method, f"/api/v1/{path}", data, content_type=kind if data else "", headers=sent)

    def enrol(self) -> tuple[dict[str, Any], Any]:
        """Add an authenticator app through the API; returns the pending enrolment and the answer of its confirmation."""
        pending = self.call("POST", "me/authenticators/totp").json()
        code = pyotp.TOTP(pending["secret"]).at(clock.unix_time())
        return pending, self.call("POST", f"me/authenticators/totp/{pending['id']}/confirm", {"code": code, "label": "phone"})


def make_caller(
    user: User | None = None,
    *,
    acr: str = "2fa-email",
    at: datetime | None = None,
    scope: str = READ_AND_WRITE,
    client: Client | None = None,
    session: Session | None = None,
) -> Caller:
    """A caller, by default a new person with a fresh e-mail code sign-in and both account scopes."""
    user = user or make_person()
    session = session or make_session(user, acr=acr, at=at)
    client = client or make_client()
    grant = make_grant(session, client, scope=scope)
    return Caller(user, session, grant, client, access_token(grant))


def give_app(user: User) -> None:
    """Enrol an authenticator app and recovery codes for ``user``."""
    enrolment.import_totp(user, pyotp.random_base32(), "phone")
    recovery.renew(user)
