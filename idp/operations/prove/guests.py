"""Throw-away people and a client of their own for one run of the gauntlet; afterwards they are deleted."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlencode

import pyotp
from django.conf import settings

from idp.accounts import passwords, people
from idp.accounts.models import User
from idp.clients import registration
from idp.clients.models import Client
from idp.core import clock
from idp.mfa import enrolment, recovery
from idp.mfa.factors import recovery_codes
from idp.operations.demo import mailbox
from idp.operations.prove.browser import Answer, Arrival, Browser, Page, Place, Stuck, require

ACTOR = "idp prove"
REDIRECT_URI = "http://127.0.0.1:9/callback"  # nobody listens there: the browser stops before it
STEP_SECONDS = 30
PAGES = 12  # more than any sign-in has


@dataclass
class Guest:
    """A person who exists for one proof."""

    user: User
    password: str = field(repr=False)
    seed: str = field(default="", repr=False)
    uses: int = 0

    def app_code(self) -> str:
        """The app's current code; at the second use the next one, which is already accepted."""
        self.uses += 1
        require(self.uses <= 2, "a guest signs in with the app twice at most")
        return pyotp.TOTP(self.seed).at(clock.unix_time() + STEP_SECONDS * (self.uses - 1))


class House:
    """The running provider, and everybody who was invited to this run."""

    def __init__(self, mail_folder: Path | None) -> None:
        self.issuer = settings.IDP.public_url
        self.mail_folder = mail_folder
        self.guests: list[Guest] = []
        metadata = {
            "client_name": "Gauntlet",
            "application_type": "web",
            "token_endpoint_auth_method": "client_secret_basic",
            "grant_types": ["authorization_code", "refresh_token"],
            "redirect_uris": [REDIRECT_URI],
            "scope": "openid email",
            "trusted": True,
        }
        made = registration.register(metadata, actor=ACTOR)
        self.client, self.secret = made.client, str(made.client_secret)

    def invite(self, *, app: bool = True) -> Guest:
        """A new person with a proved address; with ``app`` an authenticator app."""
        password = secrets.token_urlsafe(24)
        address = f"guest-{secrets.token_hex(6)}@example.org"
        user = people.create_user(
            address, password_hash=passwords.hash_password(password), email_verified=True, name="Guest", actor=ACTOR
        )
        guest = Guest(user, password)
        if app:
            guest.seed = pyotp.random_base32()
            enrolment.import_totp(user, guest.seed, "gauntlet")
            recovery.import_codes(user, recovery_codes.generate())
        self.guests.append(guest)
        return guest

    def browser(self, *, port: int | None = None) -> Browser:
        return Browser(self.issuer, port=port)

    def flow(self, **asked: str) -> "Flow":
        return Flow(self, asked)

    def mailed_code(self, guest: Guest) -> str:
        """The code in the newest mail to a guest."""
        assert self.mail_folder is not None
        return mailbox.newest(self.mail_folder, guest.user.email, r"\d{6}") or ""

    def close(self) -> None:
        """Delete the guests with everything that hangs on them, and the client."""
        for guest in self.guests:
            User.objects.filter(pk=guest.user.pk).delete()
        client = Client.objects.filter(pk=self.client.pk).first()
        if client is not None:
            registration.delete(client, actor=ACTOR)


class Flow:
    """One authorization request, its answer and its tokens."""

    def __init__(self, house: House, asked: dict[str, str]) -> None:
        self.house = house
        self.verifier, self.state, self.nonce = (secrets.token_urlsafe(48) for _ in range(3))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        parameters = {
            "response_type": "code", "client_id": house.client.client_id, "redirect_uri": REDIRECT_URI,
            "scope": "openid email", "state": self.state, "nonce": self.nonce,
            "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        self.url = "/oauth2/authorize?" + urlencode(parameters | asked)

    def walk(self, browser: Browser, guest: Guest, place: Place | None = None, *, until: str = "") -> Place:
        """Answer page after page, from the request or from ``place``, to the client or to the page ``until``."""
        place = place or browser.get(self.url)
        for _ in range(PAGES):
            if isinstance(place, Arrival) or place.slug == until:
                return place
            place = browser.submit(place, **self._answers(guest, place))
        raise Stuck(f"no end of pages, at last {place.url}")

    def _answers(self, guest: Guest, page: Page) -> dict[str, str]:
        require(page.status < 400, f"the page {page.slug} answered {page.status}", page.reference)
        match page.slug:
            case "login":
                return {"username": guest.user.email, "password": guest.password}
            case "mfa-totp":
                return {"code": guest.app_code()}
            case "mfa-email":
                return {"code": self.house.mailed_code(guest)}
        raise Stuck(f"stopped at the page {page.slug}", page.reference)

    def code(self, place: Place) -> str:
        """The code that the browser brought to the client. Raises: Stuck."""
        require(isinstance(place, Arrival), f"stayed at {getattr(place, 'slug', '')}", getattr(place, "reference", ""))
        assert isinstance(place, Arrival)
        given = place.parameters
        require("code" in given, f"came back with {given.get('error')}")
        require(
            (given.get("state"), given.get("iss")) == (self.state, self.house.issuer), "came back with another state or iss"
        )
        return given["code"]

    def sign_in(self, browser: Browser, guest: Guest) -> str:
        """The code at the end of a whole sign-in."""
        return self.code(self.walk(browser, guest))

    def redeem(self, code: str, *, port: int | None = None) -> Answer:
        """Bring the code to the token endpoint."""
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": REDIRECT_URI, "code_verifier": self.verifier,
        }  # fmt: skip
        return self.token(form, port=port)

    def refresh(self, refresh_token: str) -> Answer:
        """Use a refresh token."""
        return self.token({"grant_type": "refresh_token", "refresh_token": refresh_token})

    def token(self, form: dict[str, str], *, port: int | None = None) -> Answer:
        """POST to the token endpoint as the client."""
        client = f"{quote_plus(self.house.client.client_id)}:{quote_plus(self.house.secret)}"
        authorization = "Basic " + base64.b64encode(client.encode()).decode()
        return self.house.browser(port=port).post("/oauth2/token", form, Authorization=authorization)

    def tokens(self, browser: Browser, guest: Guest) -> dict[str, Any]:
        """Sign in and redeem. Raises: Stuck."""
        return granted(self.redeem(self.sign_in(browser, guest)))


def granted(answer: Answer) -> dict[str, Any]:
    """The tokens in an answer. Raises: Stuck."""
    require(answer.status == 200, f"the token endpoint answered {answer.status}: {answer.body[:200]}")
    tokens: dict[str, Any] = json.loads(answer.body)
    return tokens


def error_of(answer: Answer) -> str:
    """The registered error in an answer; empty if it is none."""
    return str(json.loads(answer.body).get("error", ""))


def claims_of(token: str) -> dict[str, Any]:
    """The payload of a JWT that came straight from the token endpoint (OpenID Connect Core §3.1.3.7, item 6)."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    return claims


def userinfo(browser: Browser, access_token: str) -> int:
    """The status that UserInfo answers to an access token."""
    return browser.once("GET", "/oauth2/userinfo", headers={"Authorization": f"Bearer {access_token}"}).status
