"""A relying party and a person's browser in memory: the real journey over Django's test client, without JavaScript."""

import base64
import hashlib
import itertools
import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

import pyotp
from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpResponse
from django.test import Client as DjangoClient

from idp.core import clock, mail, outbox

_hosts = itertools.count(1)


def new_ip() -> str:
    """A client address of its own /24, so that limits of one test do not reach another."""
    number = next(_hosts)
    return f"10.{number >> 8 & 255}.{number & 255}.7"


@dataclass
class Page:
    """An HTML answer: its form can be filled and submitted."""

    response: HttpResponse
    path: str

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.response.content, "html.parser")

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def slug(self) -> str:
        """The last part of the path: the prompt's page."""
        return self.path.rstrip("/").rsplit("/", 1)[-1].partition("?")[0]

    @property
    def text(self) -> str:
        return self.soup.get_text(" ", strip=True)

    @property
    def reference(self) -> str:
        found = self.soup.find(id="reference")
        return found.get_text() if found else ""

    def fields(self) -> dict[str, str]:
        """The form's hidden and prefilled fields."""
        form = self.soup.find("form", attrs={"method": "post"})
        assert form is not None, f"no form on {self.path}: {self.text}"
        return {i["name"]: i.get("value", "") for i in form.find_all("input") if i.get("name") and i.get("type") != "checkbox"}


@dataclass
class Arrival:
    """The browser left for a client: where to, and with what."""

    url: str
    parameters: dict[str, str]
    response: HttpResponse


class Browser:
    """One browser with its own cookies and address. It follows redirects on our host and stops at another's."""

    def __init__(self, *, ip: str | None = None, user_agent: str = "") -> None:
        self.ip = ip or new_ip()
        headers = {"host": settings.IDP.host, "x-forwarded-for": self.ip} | ({"user-agent": user_agent} if user_agent else {})
        self.http = DjangoClient(enforce_csrf_checks=True, headers=headers)

    def get(self, url: str, **headers: str) -> Page | Arrival:
        return self.follow(self.http.get(url, headers=headers or None), url)

    def post(self, url: str, data: dict[str, str], **headers: str) -> Page | Arrival:
        body = urlencode(data)
        sent = {"origin": settings.IDP.public_url} | headers
        response = self.http.post(url, body, content_type="application/x-www-form-urlencoded", headers=sent)
        return self.follow(response, url)

    def submit(self, page: Page, **answers: str) -> Page | Arrival:
        """Fill the page's form and send it."""
        form = page.soup.find("form", attrs={"method": "post"})
        target = (form.get("action") if form else None) or page.path
        return self.post(target, page.fields() | answers)

    def follow(self, response: HttpResponse, path: str) -> Page | Arrival:
        """Follow redirects on our own host; a redirect elsewhere, or a form_post page, is an arrival."""
        for _ in range(12):
            if response.status_code not in {301, 302, 303, 307, 308}:
                break
            location = response["Location"]
            parts = urlsplit(location)
            if (parts.netloc and f"{parts.scheme}://{parts.netloc}" != settings.IDP.public_url) or parts.scheme not in {
                "",
                "http",
                "https",
            }:
                return Arrival(location, dict(parse_qsl(parts.query, keep_blank_values=True)), response)
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            response = self.http.get(path)
        else:
            raise AssertionError(f"redirect loop at {path}")
        page = Page(response, path)
        form = (
            page.soup.find("form", attrs={"data-submit": True})
            if response.get("Content-Type", "").startswith("text/html")
            else None
        )
        if form is not None:
            members = {i["name"]: i["value"] for i in form.find_all("input")}
            return Arrival(form["action"], members, response)
        return page


@dataclass
class Person:
    """What somebody knows and has: enough to answer every page."""

    email: str
    password: str = "correct horse battery staple"
    totp_secret: str = ""
    recovery_codes: list[str] = field(default_factory=list)
    name: str = "Test Person"

    def totp(self, offset_steps: int = 0) -> str:
        return pyotp.TOTP(self.totp_secret).at(clock.unix_time() + 30 * offset_steps)

    def mailed_code(self) -> str:
        """The newest six digits mailed to this address."""
        outbox.drain()
        for message in reversed(mail.memory):
            if message["To"] == self.email:
                found = re.search(r"^(\d{6})$", message.get_content(), re.MULTILINE)
                if found:
                    return found[1]
        raise AssertionError(f"no code was mailed to {self.email}")

    def answers(self, page: Page) -> dict[str, str]:
        """What this person types on a page."""
        return {
            "login": lambda: {"username": self.email, "password": self.password},
            "register": lambda: {"email": self.email, "password": self.password, "name": self.name},
            "verify-email": lambda: {"code": self.mailed_code()},
            "mfa": lambda: {"method": "totp" if self.totp_secret else "email_otp"},
            "mfa-totp": lambda: {"code": self.totp()},
            "mfa-email": lambda: {"code": self.mailed_code()},
            "mfa-recovery": lambda: {"code": self.recovery_codes.pop()},
            "enrol-totp": lambda: self._enrol(page),
            "recovery-codes": lambda: self._save(page),
            "keep-account": lambda: {"decision": "keep"},
            "consent": lambda: {"decision": "allow"},
        }[page.slug]()

    def _enrol(self, page: Page) -> dict[str, str]:
        self.totp_secret = page.soup.find(id="totp-secret").get_text().replace(" ", "")
        return {"code": self.totp(), "label": "phone"}

    def _save(self, page: Page) -> dict[str, str]:
        listed = page.soup.find(id="recovery-codes")
        if listed is None:
            return {"renew": "1"}
        self.recovery_codes = [item.get_text() for item in listed.find_all("li")]
        return {"saved": "yes"}

    def walk(
        self, browser: Browser, place: Page | Arrival, *, until: str = "", seen: list[str] | None = None
    ) -> Page | Arrival:
        """Answer page after page until the browser arrives elsewhere, at ``until``, or at a page without a prompt."""
        for _ in range(15):
            if isinstance(place, Arrival) or place.slug == until or "/interaction/" not in place.path or place.status >= 400:
                return place
            if seen is not None:
                seen.append(place.slug)
            place = browser.submit(place, **self.answers(place))
        raise AssertionError(f"no end in sight: {place.path}")


@dataclass
class RelyingParty:
    """A client that does what a relying party must, and can be told to misbehave."""

    client_id: str
    client_secret: str = ""
    redirect_uri: str = "https://rp.example/callback"
    scope: str = "openid profile email"
    auth_method: str = "client_secret_basic"
    http: DjangoClient = field(
        default_factory=lambda: DjangoClient(headers={"host": settings.IDP.host, "x-forwarded-for": new_ip()})
    )

    def begin(self, **overrides: Any) -> "Flow":
        """Parameters of a new authorization request; an override of None leaves one out."""
        verifier = secrets.token_urlsafe(48)
        parameters: dict[str, Any] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": secrets.token_urlsafe(16),
            "nonce": secrets.token_urlsafe(16),
            "code_challenge": base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | overrides
        return Flow(self, {name: value for name, value in parameters.items() if value is not None}, verifier)

    def token(self, data: dict[str, Any] | str, **headers: str) -> HttpResponse:
        """POST to the token endpoint with this client's authentication."""
        form = dict(data) if isinstance(data, dict) else data
        if self.auth_method == "client_secret_basic" and "authorization" not in headers:
            headers["authorization"] = basic(self.client_id, self.client_secret)
        elif isinstance(form, dict):
            form.setdefault("client_id", self.client_id)
            if self.auth_method == "client_secret_post":
                form.setdefault("client_secret", self.client_secret)
        body = form if isinstance(form, str) else urlencode(form, doseq=True)
        return self.http.post(
            "/oauth2/token",
            body,
            content_type="application/x-www-form-urlencoded",
            headers={k.replace("_", "-"): v for k, v in headers.items()},
        )

    def refresh(self, refresh_token: str, **extra: Any) -> HttpResponse:
        return self.token({"grant_type": "refresh_token", "refresh_token": refresh_token} | extra)

    def userinfo(self, access_token: str) -> HttpResponse:
        return self.http.get("/oauth2/userinfo", headers={"authorization": f"Bearer {access_token}"})

    def introspect(self, token: str) -> HttpResponse:
        return self.post("/oauth2/introspect", token=token)

    def revoke(self, token: str, **extra: str) -> HttpResponse:
        return self.post("/oauth2/revoke", token=token, **extra)

    def post(self, path: str, **form: str) -> HttpResponse:
        headers = (
            {"authorization": basic(self.client_id, self.client_secret)} if self.auth_method == "client_secret_basic" else {}
        )
        if not headers:
            form.setdefault("client_id", self.client_id)
        return self.http.post(path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=headers)


@dataclass
class Flow:
    """One authorization request and what came of it."""

    client: RelyingParty
    parameters: dict[str, Any]
    verifier: str

    @property
    def url(self) -> str:
        return "/oauth2/authorize?" + urlencode(self.parameters, doseq=True)

    def open(self, browser: Browser) -> Page | Arrival:
        return browser.get(self.url)

    def sign_in(self, browser: Browser, person: Person, *, seen: list[str] | None = None) -> Arrival:
        """Walk from the authorization request to the client."""
        place = person.walk(browser, self.open(browser), seen=seen)
        assert isinstance(place, Arrival), f"stopped at {place.path}: {place.text}"
        return place

    def redeem(self, code: str, **overrides: Any) -> HttpResponse:
        data = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.parameters.get("redirect_uri"),
            "code_verifier": self.verifier,
        } | overrides
        return self.client.token({name: value for name, value in data.items() if value is not None})

    def tokens(self, browser: Browser, person: Person) -> dict[str, Any]:
        """Sign in and redeem the code."""
        arrival = self.sign_in(browser, person)
        assert "code" in arrival.parameters, arrival.parameters
        response = self.redeem(arrival.parameters["code"])
        assert response.status_code == 200, response.content
        return dict(response.json())


def basic(client_id: str, client_secret: str) -> str:
    """An HTTP Basic header as RFC 6749 §2.3.1 wants it."""
    return "Basic " + base64.b64encode(f"{quote_plus(client_id)}:{quote_plus(client_secret)}".encode()).decode()


def claims_of(jwt: str) -> dict[str, Any]:
    """The payload of a JWT, unverified."""
    return dict(json.loads(_decoded(jwt.split(".")[1])))


def header_of(jwt: str) -> dict[str, Any]:
    """The header of a JWT, unverified."""
    return dict(json.loads(_decoded(jwt.split(".", maxsplit=1)[0])))


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
