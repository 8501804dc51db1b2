"""A browser without JavaScript: follows redirects, keeps cookies by host name (never by port), submits the page's one form."""

from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

_numbers = count(1)


def new_address() -> str:
    """A client address of its own network, so that no test spends another's limits."""
    number = next(_numbers)
    return f"10.{number // 250}.{number % 250}.7"


@dataclass
class Page:
    """Where the browser stands."""

    response: httpx.Response

    @property
    def url(self) -> str:
        return str(self.response.url)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.response.text, "html.parser")

    @property
    def text(self) -> str:
        return self.soup.get_text(" ", strip=True)

    @property
    def title(self) -> str:
        return self.soup.title.get_text(strip=True) if self.soup.title else ""

    def has(self, element_id: str) -> bool:
        """Whether the page has an element of that id."""
        return self.soup.find(id=element_id) is not None

    def form(self, button: str | None = None) -> Tag:
        """The form with that button; without one, the only form that is posted."""
        forms = self.soup.find_all("form", attrs={"method": "post"})
        wanted = [form for form in forms if form.find(id=button)] if button else forms
        assert len(wanted) == 1, f"{len(wanted)} forms for {button} at {self.url}: {self.status} {self.text[:500]}"
        return wanted[0]


class Browser:
    """One person's browser."""

    def __init__(self) -> None:
        self.client = httpx.Client(
            follow_redirects=True,
            max_redirects=20,
            timeout=15,
            trust_env=False,
            headers={
                "Accept": "text/html,application/xhtml+xml",
                "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "X-Forwarded-For": new_address(),
            },
        )
        self.page: Page | None = None

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    @property
    def at(self) -> Page:
        """The current page."""
        assert self.page is not None
        return self.page

    def open(self, url: str) -> Page:
        """Type an address or follow a link."""
        self.page = Page(self.client.get(urljoin(self.page.url, url) if self.page else url))
        return self.page

    def follow(self, words: str) -> Page:
        """Follow the link with these words."""
        link = next((a for a in self.at.soup.find_all("a", href=True) if words in a.get_text(" ", strip=True)), None)
        assert link is not None, f"no link {words!r} at {self.at.url}: {self.at.text[:500]}"
        return self.open(str(link["href"]))

    def submit(self, button: str | None = None, **fields: str) -> Page:
        """Fill the form and press the button with that id (or the first one)."""
        form = self.at.form(button)
        data = {**_prefilled(form), **_pressed(form, button)}
        unknown = set(fields) - {str(element["name"]) for element in form.find_all(["input", "textarea"], attrs={"name": True})}
        assert not unknown, f"no field {unknown} at {self.at.url}"
        here = urlsplit(self.at.url)
        headers = {"Origin": f"{here.scheme}://{here.netloc}", "Referer": self.at.url}
        action = urljoin(self.at.url, str(form.get("action") or self.at.url))
        self.page = Page(self.client.post(action, data=data | fields, headers=headers))
        return self.page


def _prefilled(form: Tag) -> dict[str, Any]:
    """What a browser would send of an untouched form; a list where several boxes of one name are ticked."""
    data: dict[str, Any] = {}
    for element in form.find_all("input", attrs={"name": True}):
        kind = str(element.get("type", "text"))
        if kind in ("submit", "button") or (kind in ("checkbox", "radio") and not element.has_attr("checked")):
            continue
        name, value = str(element["name"]), str(element.get("value", "on" if kind == "checkbox" else ""))
        data[name] = [*data.get(name, []), value] if kind == "checkbox" else value
    for element in form.find_all("textarea", attrs={"name": True}):
        data[str(element["name"])] = element.get_text()
    for element in form.find_all("select", attrs={"name": True}):
        options = element.find_all("option")
        chosen = next((option for option in options if option.has_attr("selected")), options[0])
        data[str(element["name"])] = str(chosen.get("value", chosen.get_text()))
    return data


def _pressed(form: Tag, button: str | None) -> dict[str, str]:
    found = form.find(id=button) if button else form.find(["button"])
    assert isinstance(found, Tag), f"no button {button!r} in {form.get_text(' ', strip=True)[:300]}"
    return {str(found["name"]): str(found.get("value", ""))} if found.has_attr("name") else {}
