"""A browser of several tabs and one set of cookies, over Django's test client or over a socket."""

import http.client
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Protocol
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from django.conf import settings
from django.test import Client as DjangoClient

from tests.rp import new_ip
from tests.walks.pages import Form, Sight, read

FORM = "application/x-www-form-urlencoded"
REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    headers: Mapping[str, str]
    body: str


class Wire(Protocol):
    """How requests travel; it keeps the cookies."""

    def send(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer: ...

    def cookies(self) -> dict[str, str]: ...

    def forget(self, name: str) -> None: ...


class InProcess:
    """Straight into Django's handler: the fast way."""

    def __init__(self) -> None:
        self.client = DjangoClient(enforce_csrf_checks=True, raise_request_exception=False)

    def send(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        response = self.client.generic(method, path, body, content_type=FORM if body else "", headers=dict(headers))
        return Answer(response.status_code, response.headers, response.content.decode())

    def cookies(self) -> dict[str, str]:
        return {name: morsel.value for name, morsel in self.client.cookies.items() if morsel.value}

    def forget(self, name: str) -> None:
        self.client.cookies.pop(name, None)


@dataclass
class OverSocket:
    """To a server that listens on this port of localhost."""

    port: int
    jar: dict[str, str] = field(default_factory=dict)

    def send(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        sent = dict(headers) | {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())}
        if body:
            sent["Content-Type"] = FORM
        with closing(http.client.HTTPConnection("localhost", self.port, timeout=20)) as connection:
            connection.request(method, path, body or None, sent)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie", []):
                self._keep(line)
            return Answer(response.status, dict(response.headers), response.read().decode())

    def _keep(self, line: str) -> None:
        for name, morsel in SimpleCookie(line).items():
            if morsel.value and morsel["max-age"] != "0":
                self.jar[name] = morsel.value
            else:
                self.jar.pop(name, None)

    def cookies(self) -> dict[str, str]:
        return dict(self.jar)

    def forget(self, name: str) -> None:
        self.jar.pop(name, None)


@dataclass(frozen=True)
class Arrival:
    """The browser left for a client."""

    url: str
    parameters: dict[str, str]


Place = Sight | Arrival


@dataclass(frozen=True)
class Sent:
    """A request as the person's browser keeps it in the history."""

    method: str
    url: str
    data: dict[str, str] = field(default_factory=dict)


class Browser:
    """Follows redirects on our host and stops at another's."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.ip = new_ip()
        self.language = "en"

    def send(self, sent: Sent) -> Place:
        """One request and what it leads to. Raises: AssertionError for a failure of ours or a redirect loop."""
        url, body = sent.url, urlencode(sent.data)
        answer = self._once(sent.method, url, body)
        for _ in range(12):
            if answer.status not in REDIRECTS:
                break
            location = urljoin(settings.IDP.public_url + url, answer.headers["Location"])
            parts = urlsplit(location)
            if f"{parts.scheme}://{parts.netloc}" != settings.IDP.public_url:
                return Arrival(location, dict(parse_qsl(parts.query, keep_blank_values=True)))
            url = parts.path + (f"?{parts.query}" if parts.query else "")
            answer = self._once("GET", url, "")
        else:
            raise AssertionError(f"a redirect loop at {url}")
        page = read(url, answer.status, answer.body, answer.headers.get("Retry-After", ""))
        page.is_file = answer.headers.get("Content-Disposition", "").startswith("attachment")
        leaving = next((form for form in page.forms if form.submits_itself), None)
        return Arrival(leaving.action, dict(leaving.values)) if leaving else page

    def _once(self, method: str, url: str, body: str) -> Answer:
        headers = {
            "host": settings.IDP.host,
            "x-forwarded-for": self.ip,
            "accept": "text/html",
            "accept-language": self.language,
        }
        if method == "POST":
            headers["origin"] = settings.IDP.public_url
        answer = self.wire.send(method, url, body, headers)
        assert answer.status < 500, f"{method} {url} failed with {answer.status}: {answer.body[:2000]}"
        return answer


def filled(page: Sight, form: Form, answers: Mapping[str, str], button: str = "") -> Sent:
    """The request of a form that a person filled and sent by a button."""
    name, value = form.buttons.get(button) or next(iter(form.buttons.values()), ("", ""))
    pressed = {name: value} if name else {}
    return Sent("POST", form.action or page.url, form.values | dict(answers) | pressed)
