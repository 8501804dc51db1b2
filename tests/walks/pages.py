"""What a browser without JavaScript sees of a page, read in one pass: forms, links, headings, the reference."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit


@dataclass
class Form:
    """One form: where it goes, what an untouched one sends, its buttons by id."""

    method: str
    action: str
    submits_itself: bool
    values: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class Sight:
    """A page as it stands in a tab. ``path`` has no query."""

    url: str
    status: int
    text: str
    forms: list[Form]
    links: list[str]
    ids: dict[str, str]
    retry_after_seconds: int = 0
    is_file: bool = False  # to be kept: the tab goes on showing what it showed

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def interaction(self) -> str:
        """The id of the interaction that the page belongs to; empty for pages outside one."""
        parts = self.path.split("/")
        return parts[2] if parts[1] == "interaction" and len(parts) > 3 else ""

    @property
    def about(self) -> str:
        """The interaction that the page belongs to or was left for."""
        return self.interaction or parse_qs(urlsplit(self.url).query).get("interaction", [""])[0]

    @property
    def slug(self) -> str:
        """The prompt's page, of a page that is no error page."""
        return self.path.rsplit("/", 1)[-1] if self.interaction and self.posts else ""

    @property
    def posts(self) -> list[Form]:
        return [form for form in self.forms if form.method == "post"]

    def says(self, element_id: str) -> str:
        """The text of an element; empty if there is none."""
        return self.ids.get(element_id, "").strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.ids: dict[str, str] = {}
        self.in_form = False
        self.open_ids: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        if facts.get("id"):
            self.ids.setdefault(facts["id"], "")
            self.open_ids.append((tag, facts["id"]))
        if tag == "a" and facts.get("href", "").startswith("/"):
            self.links.append(facts["href"])
        elif tag == "form":
            self.in_form = True
            self.forms.append(Form(facts.get("method", "get"), facts.get("action", ""), "data-submit" in facts))
        elif self.in_form:
            self._field(tag, facts)

    def _field(self, tag: str, facts: dict[str, str]) -> None:
        form, name = self.forms[-1], facts.get("name", "")
        if tag == "button":
            form.buttons[facts.get("id", "")] = (name, facts.get("value", ""))
        elif tag in {"input", "textarea"} and name:
            form.inputs.append(name)
            if facts.get("type") not in {"checkbox", "radio"} or "checked" in facts:
                form.values[name] = facts.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.in_form = False
        for place in range(len(self.open_ids) - 1, -1, -1):
            if self.open_ids[place][0] == tag:
                del self.open_ids[place:]
                break

    def handle_data(self, data: str) -> None:
        for _tag, element_id in self.open_ids:
            self.ids[element_id] += data + " "


def read(url: str, status: int, text: str, retry_after: str = "") -> Sight:
    """The page behind an answer."""
    reader = _Reader()
    reader.feed(text)
    return Sight(url, status, text, reader.forms, reader.links, reader.ids, int(retry_after or 0))
