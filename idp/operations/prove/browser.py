"""A browser without JavaScript, from the standard library alone: it knows nothing of the provider but what pages say.

Cookies, redirects on the issuer's host, one form at a time; it stops where a redirect leaves for a client.
"""

import http.client
import itertools
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

TIMEOUT_SECONDS = 30
FORM = "application/x-www-form-urlencoded"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_addresses = itertools.count(1)


class Stuck(Exception):
    """Something did not go as it must. ``reference`` is what to ask `idp why` about, where a page showed one.

    ``retry_after_seconds``: when to try again, where the provider is too busy just now; else 0.
    """

    def __init__(self, words: str, reference: str = "", retry_after_seconds: int = 0) -> None:
        super().__init__(words)
        self.reference, self.retry_after_seconds = reference, retry_after_seconds


def require(holds: object, words: str, reference: str = "") -> None:
    """Raises: Stuck."""
    if not holds:
        raise Stuck(words, reference)


@dataclass(frozen=True)
class Answer:
    """What the provider said."""

    status: int
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True)
class Arrival:
    """The browser left for a client."""

    url: str
    parameters: dict[str, str]


@dataclass
class Page:
    """A page: what its first posted form sends untouched, its links, the text of elements with an id."""

    url: str
    status: int
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    action: str = ""
    links: dict[str, str] = field(default_factory=dict)  # by id
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The last part of the path."""
        return urlsplit(self.url).path.rsplit("/", 1)[-1]

    @property
    def reference(self) -> str:
        return self.ids.get("reference", "").strip()


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.forms = 0
        self.in_form = False
        self.in_id = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.in_id = facts.get("id", "")
        if self.in_id:
            self.page.ids.setdefault(self.in_id, "")
        if tag == "form" and facts.get("method") == "post":
            self.forms += 1
            self.in_form = self.forms == 1
            if self.in_form:
                self.page.action = facts.get("action", "")
        elif tag == "input" and self.in_form and facts.get("name") and facts.get("type") != "checkbox":
            self.page.fields[facts["name"]] = facts.get("value", "")
        elif tag == "a" and "href" in facts:
            self.page.links[self.in_id or facts["href"]] = facts["href"]

    def handle_endtag(self, tag: str) -> None:
        self.in_id = ""
        if tag == "form":
            self.in_form = False

    def handle_data(self, data: str) -> None:
        if self.in_id:
            self.page.ids[self.in_id] += data


Place = Page | Arrival


class Browser:
    """One browser with its own cookies and, where the provider trusts this machine as a proxy, its own address."""

    def __init__(self, issuer: str, *, port: int | None = None) -> None:
        parts = urlsplit(issuer)
        self.issuer, self.host = issuer, parts.netloc
        self.connect_to = (parts.hostname or "", port or parts.port or 80)
        self.cookies: dict[str, str] = {}
        number = next(_addresses)
        self.address = f"10.{200 + number // 62_500 % 50}.{number // 250 % 250}.{number % 250 + 1}"

    def get(self, url: str) -> Place:
        """Open an address and follow redirects on the issuer's host."""
        return self._follow(self.once("GET", url), url)

    def submit(self, page: Page, **answers: str) -> Place:
        """Send the page's form with these answers."""
        url = page.action or page.url
        return self._follow(self.once("POST", url, page.fields | answers), url)

    def post(self, url: str, data: Mapping[str, str], **headers: str) -> Answer:
        """One POST, as a program sends it."""
        return self.once("POST", url, data, headers)

    def once(
        self, method: str, url: str, data: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request without following. Raises: Stuck for a failure of the provider; OSError when it is gone."""
        target = url.removeprefix(self.issuer) or "/"
        sent = {"Host": self.host, "Accept": "text/html", "X-Forwarded-For": self.address} | dict(headers or {})
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if data is not None:
            sent |= {"Content-Type": FORM, "Origin": self.issuer}
        with closing(http.client.HTTPConnection(*self.connect_to, timeout=TIMEOUT_SECONDS)) as connection:
            connection.request(method, target, urlencode(data) if data is not None else None, sent)
            response = connection.getresponse()
            self._keep(response.headers.get_all("Set-Cookie", []))
            answer = Answer(response.status, dict(response.headers), response.read().decode("utf-8", "replace"))
        if answer.status >= 500:
            words = f"{method} {urlsplit(target).path} failed with {answer.status}"
            raise Stuck(words, retry_after_seconds=int(response.headers.get("Retry-After", 0)))  # in any case
        return answer

    def _keep(self, lines: list[str]) -> None:
        for name, morsel in (item for line in lines for item in SimpleCookie(line).items()):
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)

    def _follow(self, answer: Answer, url: str) -> Place:
        for _ in range(12):
            if answer.status not in _REDIRECTS:
                page = Page(url, answer.status, answer.body)
                _Reader(page).feed(answer.body)
                return page
            url = urljoin(urljoin(self.issuer, url), answer.headers.get("Location", answer.headers.get("location", "")))
            if not url.startswith(self.issuer + "/"):
                return Arrival(url, dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)))
            answer = self.once("GET", url)
        raise Stuck(f"redirects without end at {urlsplit(url).path}")
