"""A relying party in memory for the tests: registered clients, signed-in people, codes and tokens by the real code paths."""

import base64
import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.http import HttpResponse
from django.test import Client as Browser

from idp.accounts.models import User
from idp.clients.models import Client, ClientSecret
from idp.core import clock, secrets
from idp.oidc import engine, store, tokens
from idp.oidc.models import Grant
from idp.protocol.parameters import Parameters
from idp.protocol.rfc6749_scope import split
from idp.protocol.rfc7636_pkce import challenge_of
from idp.sessions.models import Session

REDIRECT_URI = "https://rp.example/callback"
ORIGIN = "https://rp.example"
VERIFIER = "v" * 43
_serial = itertools.count(1)
_AMR = {"1fa": ["pwd"], "2fa-email": ["pwd", "otp"], "mfa": ["pwd", "otp", "mfa"]}


def new_ip() -> str:
    """A client address of its own network, so that refusals of one request do not count against the next."""
    number = next(_serial)
    return f"10.{number >> 8 & 255}.{number & 255}.9"


def make_user(**values: Any) -> User:
    """A person with a verified address."""
    email = values.pop("email", f"user{next(_serial)}@example.org")
    moment = clock.now()
    values = {"email_verified_at": moment, "created_at": moment, "name": "Ada Lovelace"} | values
    return User.objects.create(email=email, email_canonical=email, **values)


def make_session(user: User, *, acr: str = "mfa", **values: Any) -> Session:
    """A live session."""
    moment = clock.now()
    values = {"expires_at": moment + settings.IDP.session_absolute, "last_seen_at": moment, "authenticated_at": moment} | values
    return Session.objects.create(
        key_hash=secrets.digest(secrets.token()), sid=secrets.token(128), user=user, created_at=moment, epoch=user.epoch,
        acr=acr, amr=_AMR[acr], **values,
    )  # fmt: skip


def make_client(secret: str = "", **values: Any) -> Client:
    """A client; with a secret a confidential one (basic unless ``token_endpoint_auth_method`` says otherwise)."""
    method = "client_secret_basic" if secret else "none"
    values = {
        "client_id": f"client{next(_serial)}", "name": "App", "token_endpoint_auth_method": method,
        "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"], "redirect_uris": REDIRECT_URI,
        "scope": "openid profile email address phone offline_access account:read", "allowed_origins": "",
    } | values  # fmt: skip
    client = Client.objects.create(**values)
    if secret:
        add_secret(client, secret)
    return client


def add_secret(client: Client, secret: str, **values: Any) -> ClientSecret:
    """One more secret."""
    return ClientSecret.objects.create(
        client=client, secret_hash=secrets.digest(secret), hint=secret[-4:], created_at=clock.now(), **values
    )


def change_client(client: Client, **values: Any) -> None:
    """Change a registration as another process would: the row and its version, never this process's copy."""
    Client.objects.filter(pk=client.pk).update(version=client.version + 1, **values)
    client.refresh_from_db()


def access_token(grant: Grant, *, scope: str | None = None) -> str:
    """An access token of a grant, for the grant's resource."""
    row = store.load_by_handle(grant.handle)
    assert row is not None
    audience = row.resources[0] if row.resources else settings.IDP.public_url
    return tokens.access_token(row, audience, split(row.scope if scope is None else scope), clock.now())


def basic(client_id: str, secret: str) -> str:
    """An Authorization header of RFC 6749 §2.3.1."""
    return "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(secret)}".encode()).decode()


@dataclass
class Party:
    """One client and one person at the protocol's endpoints."""

    client: Client = field(default_factory=make_client)
    secret: str = ""
    user: User = field(default_factory=make_user)
    session: Session | None = None
    browser: Browser = field(default_factory=lambda: Browser(headers={"host": settings.IDP.host}))

    def __post_init__(self) -> None:
        self.session = self.session or make_session(self.user)

    def code(self, **parameters: Any) -> str:
        """A code for the person, issued by the engine from the session."""
        resources = tuple(parameters.pop("resources", ()))
        claims: Mapping[str, Any] = parameters.pop("claims", {})
        wanted = {
            "response_type": "code", "client_id": self.client.client_id, "redirect_uri": REDIRECT_URI, "scope": "openid",
            "code_challenge": challenge_of(VERIFIER), "code_challenge_method": "S256", "nonce": "n-0S6_WzA2Mj",
        } | parameters  # fmt: skip
        asked = Parameters({name: value for name, value in wanted.items() if value is not None}, resources)
        checked = engine.validate_authorization(asked)
        session = self.session
        assert session is not None and session.authenticated_at is not None
        facts = engine.AuthorizationFacts(
            user=self.user, session=session, scopes=checked.scopes, resources=checked.resources, claims=claims,
            authenticated_at=session.authenticated_at, acr=session.acr, amr=tuple(session.amr),
        )  # fmt: skip
        return engine.issue_code(asked, checked.client, checked.redirect_uri, facts)

    def post(self, endpoint: str, form: Mapping[str, Any], **headers: str) -> HttpResponse:
        """POST a form with the client's own authentication, unless ``authorization`` is given."""
        fields = {name: value for name, value in form.items() if value is not None}
        if self.client.token_endpoint_auth_method == "client_secret_basic":
            headers = {"authorization": basic(self.client.client_id, self.secret)} | headers
        else:
            fields = {"client_id": self.client.client_id} | fields
        if self.client.token_endpoint_auth_method == "client_secret_post":
            fields = {"client_secret": self.secret} | fields
        return self.raw(endpoint, _encode(fields), **headers)

    def raw(
        self, endpoint: str, body: str | bytes, *, content_type: str = "application/x-www-form-urlencoded", **headers: str
    ) -> HttpResponse:
        """POST these bytes and headers, and nothing else."""
        sent = {"x-forwarded-for": new_ip()} | {name.replace("_", "-"): value for name, value in headers.items() if value}
        data = body.encode() if isinstance(body, str) else body
        return self.browser.generic("POST", f"/oauth2/{endpoint}", data, content_type=content_type, headers=sent)

    def redeem(self, code: str, **form: Any) -> HttpResponse:
        """Redeem a code."""
        wanted = {"grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI, "code_verifier": VERIFIER}
        return self.post("token", wanted | form)

    def refresh(self, refresh_token: str, **form: Any) -> HttpResponse:
        """Use a refresh token."""
        return self.post("token", {"grant_type": "refresh_token", "refresh_token": refresh_token} | form)

    def sign_in(self, **parameters: Any) -> dict[str, Any]:
        """Code and exchange; returns the token response."""
        answer = self.redeem(self.code(**parameters))
        assert answer.status_code == 200, answer.content
        return body(answer)

    def userinfo(self, token: str, method: str = "GET", **headers: str) -> HttpResponse:
        """Call the UserInfo endpoint."""
        sent = {"x-forwarded-for": new_ip(), "authorization": f"Bearer {token}"} | headers
        return self.browser.generic(method, "/oauth2/userinfo", headers=sent)


def make_party(secret: str = "", *, user: User | None = None, **values: Any) -> Party:
    """A party with a client of its own."""
    return Party(client=make_client(secret, **values), secret=secret, user=user or make_user())


def body(answer: HttpResponse) -> dict[str, Any]:
    """A JSON answer."""
    members: dict[str, Any] = json.loads(answer.content)
    return members


def claims_of(token: str) -> dict[str, Any]:
    """The claims of a JWT, unverified."""
    payload = token.split(".")[1]
    members: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return members


def _encode(fields: Mapping[str, Any]) -> str:
    pairs = [(name, one) for name, value in fields.items() for one in (value if isinstance(value, (list, tuple)) else [value])]
    return "&".join(f"{quote_plus(name)}={quote_plus(str(value))}" for name, value in pairs)
