"""A person at a browser of several tabs, and what must hold of every page that comes up."""

import re
from dataclasses import dataclass, field

import pyotp

from idp.core import clock
from idp.interaction.models import Interaction
from tests.walks.browser import Arrival, Browser, Place, Sent, Wire, filled
from tests.walks.flows import Flows
from tests.walks.ledger import Ledger
from tests.walks.pages import Sight
from tests.walks.world import PASSWORD, Somebody, Stage, World

SECRET = 8  # characters: a shorter cookie holds none
PATIENCE = 60  # pages that a cooperative person answers before giving up
INSIDE = ("/account", "/manage", "/admin")
_CODE = re.compile(r"[A-Z2-7]{5}-[A-Z2-7]{5}")


@dataclass
class Tab:
    """One tab: where it stands, how it came there, and who sits before it."""

    who: Somebody
    at: Place | None = None
    history: list[Sent] = field(default_factory=list)


class Walker:
    """Moves a browser about and looks at every page."""

    def __init__(self, stage: Stage, wire: Wire) -> None:
        self.world = World(stage)
        self.browser = Browser(wire)
        self.ledger = Ledger(self.world)
        self.flows = Flows(self.world, self.ledger)
        self.tabs = [Tab(self.world.ada), Tab(self.world.bob), Tab(self.world.ada)]
        self.story: list[str] = []
        self.has_failed = False

    # --- moving ---

    def go(self, tab: Tab, sent: Sent, *, keep: bool = True) -> Place:
        """Send a request from a tab, note what it proves, look at what comes. Raises: AssertionError."""
        self.has_failed = True  # until all has held
        place = self._went(tab, sent, keep=keep)
        self.has_failed = False
        return place

    def _went(self, tab: Tab, sent: Sent, *, keep: bool) -> Place:
        self.ledger.step += 1
        path = sent.url.partition("?")[0]
        self.story.append(f"{self.ledger.step}: {sent.method} {path} {sorted(sent.data)}")
        client_id = self._client_of(path)
        self.ledger.note(sent, client_id)
        ended = self._signs_out(path, sent)
        place = self.browser.send(sent)
        if sent.method == "POST":
            self.world.deliver(path.split("/")[2] if path.startswith("/interaction/") else "")
        if ended and isinstance(place, Sight) and place.status == 200:
            self.ledger.end(ended)
        if keep:
            tab.history.append(sent)
            tab.at = place
        self.look(place, sent)
        return self.open(tab, INSIDE[0]) if isinstance(place, Sight) and place.is_file else place

    def open(self, tab: Tab, url: str) -> Place:
        """Type an address or follow a link."""
        return self.go(tab, Sent("GET", url))

    def _client_of(self, path: str) -> str:
        if not path.endswith("/consent"):
            return ""
        row = Interaction.objects.filter(pk=path.split("/")[2]).select_related("client").first()
        return row.client.client_id if row and row.client else ""

    def _signs_out(self, path: str, sent: Sent) -> int:
        """The session that this request, if it is ours, ends."""
        is_right = path == "/oauth2/logout" and sent.data.get("confirm") == "yes"
        return self.ledger.session.pk if is_right and self.ledger.session else 0

    # --- looking ---

    def look(self, place: Place, sent: Sent) -> None:
        """What must hold after every step. Raises: AssertionError."""
        session = self.ledger.judge(self.browser.wire.cookies().get("gatehouse_session", ""))
        if isinstance(place, Arrival):
            self.story.append(f"   at the client: {sorted(place.parameters)} {place.parameters.get('error', '')}")
            self.flows.judge(place)
            return
        self.story.append(f"   {place.status} {place.path}")
        if place.is_file:
            assert session is not None and session.user.email in place.text, f"{place.path} without a session"
            return
        self._learn(place)
        self._says_no_secret(place, sent)
        if place.path.startswith(INSIDE) and place.status == 200:
            assert session is not None and session.user.email in place.text, f"{place.path} without a session"
        self._has_a_way_on(place)

    def _learn(self, page: Sight) -> None:
        """What a person reads off the page: the seed of a new app, new recovery codes."""
        if seed := page.says("totp-secret").replace(" ", ""):
            self.world.seeds[page.interaction] = seed
        if codes := _CODE.findall(page.says("recovery-codes")):
            for email in self.ledger.concerned(page.interaction):
                if person := self.world.called(email):
                    person.codes = codes

    def _says_no_secret(self, page: Sight, sent: Sent) -> None:
        assert PASSWORD not in page.text, f"the password on {page.path}"
        for name, value in self.browser.wire.cookies().items():
            assert len(value) < SECRET or value not in page.text, f"the cookie {name} on {page.path}"
        may_see = self.ledger.concerned(page.about) | self.ledger.typed.get(page.about, set()) | set(sent.data.values())
        for person in self.world.people:
            assert person.email not in page.text or person.email in may_see, f"{person.email} on {page.path}"

    def _has_a_way_on(self, page: Sight) -> None:
        assert page.posts or page.links, f"{page.status} {page.path} has neither a form nor a link"
        if page.posts:
            assert all(form.buttons for form in page.posts), f"a form without a button on {page.path}"
            return
        for url in page.links:
            there = self.browser.send(Sent("GET", url))
            is_way = isinstance(there, Arrival) or there.is_file or there.posts or there.links
            assert is_way, f"the link {url} on {page.status} {page.path} leads nowhere"

    # --- a cooperative person ---

    def persist(self, tab: Tab) -> None:
        """Go on until signed in, as somebody does who wants to get in. Raises: AssertionError when there is no getting in."""
        seen: list[str] = []
        for _ in range(PATIENCE):
            place = tab.at
            if place is None or self._is_in(tab, place):
                return
            assert isinstance(place, Sight)
            seen.append(f"{place.status} {place.path.rsplit('/', 1)[-1]}")
            self.answer(tab)
        raise AssertionError(f"{tab.who.email} did not get in: {seen}")

    def _is_in(self, tab: Tab, place: Place) -> bool:
        if isinstance(place, Arrival):
            return True
        return place.path.startswith(INSIDE) and place.status == 200 and self.ledger.session is not None

    def answer(self, tab: Tab, **other: str) -> None:
        """One right move on the page where the tab stands; ``other`` answers replace the right ones."""
        page = tab.at
        if not isinstance(page, Sight):
            return
        if page.slug == "login" and self.world.called(tab.who.email) is self.world.eve and self.world.eve.user is None:
            self.open(tab, self._link(page, "/register"))
        elif page.slug:
            self._fill(tab, page, other)
        elif page.path == "/oauth2/logout" and page.posts:
            self.go(tab, filled(page, page.posts[0], {}, "sign-out"))
        else:
            self.open(tab, page.links[0])

    def _link(self, page: Sight, ending: str) -> str:
        return next((url for url in page.links if url.endswith(ending)), page.links[0])

    def _fill(self, tab: Tab, page: Sight, other: dict[str, str]) -> None:
        answers, button = self._answers(tab, page)
        if button.startswith("/"):
            self.open(tab, button)
            return
        place = self.go(tab, filled(page, page.posts[0], answers | other, button))
        if isinstance(place, Sight) and place.status == 429 and not other:
            self.world.wait(place.retry_after_seconds)

    def _answers(self, tab: Tab, page: Sight) -> tuple[dict[str, str], str]:
        """What to type and which button to press; a button that starts with a slash is a link."""
        person = self._concerned(tab, page)
        match page.slug:
            case "login":
                return self._login(tab, page)
            case "register":
                return self._register(tab, page)
            case "verify-email" | "mfa-email":
                return self._mailed(page)
            case "mfa":
                ways = page.posts[0].buttons
                return {}, "way-totp" if "way-totp" in ways and person.app() else next(iter(ways))
            case "mfa-totp":
                return self._shown(person, page)
            case "mfa-recovery":
                return ({"code": person.codes[-1]}, "verify") if person.codes else ({}, self._link(page, "/mfa"))
            case "enrol-totp":
                seed = self.world.seeds[page.interaction]
                return {"code": _now(seed)}, "verify"
            case "recovery-codes":
                return ({}, "renew") if "renew" in page.posts[0].buttons else ({"saved": "yes"}, "continue")
            case "consent":
                return {}, "allow"
        raise AssertionError(f"no person knows what to do on {page.path}")

    def _shown(self, person: Somebody, page: Sight) -> tuple[dict[str, str], str]:
        if person.app() is None:  # the page is of a sign-in that ended meanwhile: nobody here has its app
            return {}, page.path
        return {"code": self.world.app_code(person)}, "verify"

    def _login(self, tab: Tab, page: Sight) -> tuple[dict[str, str], str]:
        refused = page.status == 422
        if "cancel" in page.posts[0].buttons and self.flows.is_for_another(tab.who.email):
            return {}, "cancel"  # the app asks for somebody who does not sit here
        if refused and tab.who in (self.world.eve, self.world.una):
            return {}, self._link(page, "/register")  # the password of an unproved address may be void
        return {"username": tab.who.email, "password": PASSWORD}, "sign-in"

    def _register(self, tab: Tab, page: Sight) -> tuple[dict[str, str], str]:
        if tab.who.is_proved():
            return {}, self._link(page, "/login")
        return {"email": tab.who.email, "password": PASSWORD, "name": "Some Body"}, "register"

    def _mailed(self, page: Sight) -> tuple[dict[str, str], str]:
        seconds = 15 * 60 if page.slug == "verify-email" else 5 * 60
        found = self.world.newest(page.interaction, seconds)
        exhausted = page.status == 422
        return ({"code": found.code}, "verify") if found and not exhausted else ({}, "resend")

    def _concerned(self, tab: Tab, page: Sight) -> Somebody:
        row = Interaction.objects.filter(pk=page.interaction).select_related("user").first()
        email = row.user.email if row and row.user else ""
        if not email and self.ledger.session is not None and self.ledger.session.user is not None:
            email = self.ledger.session.user.email
        return self.world.called(email) or tab.who


def _now(seed: str) -> str:
    return pyotp.TOTP(seed).at(clock.unix_time())
