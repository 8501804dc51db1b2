"""A person with everything that an event may end: two browsers, their tokens, codes and sign-ins under way, mailed links.

``Household.look`` says in the words of docs/blast-radius.md what became of each, found out at the real doors.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings

from idp.accounts import links
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.core import mail, outbox
from idp.core.models import OutboxEntry
from idp.oidc import backchannel
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Flow, Page, Person, RelyingParty
from tests.security.sign_ins import half_session, sign_in, signed_in

ENDS, STAYS = "ends", "stays"


@dataclass
class Holdings:
    """What one browser's sign-in gave a client: tokens bound to it, tokens that outlive it, a code nobody has redeemed."""

    browser: Browser
    sid: str
    bound: dict[str, Any]
    offline: dict[str, Any]
    api: str
    waiting: tuple[Flow, str]


@dataclass
class Household:
    """One person, one client, two browsers, and what is under way elsewhere."""

    person: Person = field(default_factory=lambda: make_person(totp=True))
    rp: RelyingParty = field(
        default_factory=lambda: make_rp(
            trusted=True,
            scope="openid profile email offline_access account:read",
            backchannel_logout_uri="https://127.0.0.1/logout",  # never reached: private; what counts is the entry that says so
            introspection_audiences=[settings.IDP.public_url, settings.IDP.api_resource],
        )
    )

    def __post_init__(self) -> None:
        here = sign_in(self.person)
        elsewhere = Browser()
        place = half_session(elsewhere, self.person)
        recovery = elsewhere.get(place.path.replace("mfa-totp", "mfa-recovery"))
        assert isinstance(recovery, Page)
        elsewhere.submit(recovery, code=self.person.recovery_codes.pop())
        self.half = Browser()
        self.half_path = half_session(self.half, self.person).path
        first, second = Session.objects.order_by("pk")
        self.here = self._holdings(here, first.sid)
        self.elsewhere = self._holdings(elsewhere, second.sid)
        user = self.user
        self.reset = links.issue(user, Purpose.RESET_PASSWORD, lifetime=timedelta(minutes=30), data={"interaction": ""})
        self.not_me = links.issue(user, Purpose.NOT_ME, lifetime=timedelta(hours=72), data={"sid": first.sid})
        self.undo = links.issue(user, Purpose.UNDO_EMAIL, lifetime=timedelta(hours=72), data={"address": user.email})
        self._drain()
        self.told_before, self.mails_before = self._told(), len(mail.memory)

    @property
    def user(self) -> User:
        """The person's row as it is now."""
        return User.objects.get(email_canonical=self.person.email)

    def _holdings(self, browser: Browser, sid: str) -> Holdings:
        bound, offline = (self._tokens(browser, scope=scope) for scope in ("openid", "openid offline_access"))
        api = self._tokens(browser, scope="openid account:read", resource=settings.IDP.api_resource)["access_token"]
        flow = self.rp.begin()
        arrival = flow.open(browser)
        assert isinstance(arrival, Arrival)
        return Holdings(browser, sid, bound, offline, api, (flow, arrival.parameters["code"]))

    def _tokens(self, browser: Browser, **parameters: Any) -> dict[str, Any]:
        return self.rp.begin(**parameters).tokens(browser, self.person)

    def look(self) -> dict[str, str]:
        """What became of everything, by the columns of the table."""
        self._drain()
        new = mail.memory[self.mails_before :]
        subjects = sorted({str(message["Subject"]) for message in new})
        facts = {
            "this session": _word(signed_in(self.here.browser)),
            "its tokens": self._bound(self.here),
            "its offline tokens": self._offline(self.here),
            "other sessions": _word(signed_in(self.elsewhere.browser)),
            "their tokens": self._bound(self.elsewhere),
            "their offline tokens": self._offline(self.elsewhere),
            "sign-ins under way": self._under_way(),
            "reset link": self._opens(Purpose.RESET_PASSWORD, self.reset),
            "way back to the address": self._opens(Purpose.UNDO_EMAIL, self.undo),
            "way to deny a sign-in": self._opens(Purpose.NOT_ME, self.not_me),
        }
        told = self._told() - self.told_before
        names = {self.here.sid: "this session's", self.elsewhere.sid: "the others'"}
        facts["clients told"] = " and ".join(words for sid, words in names.items() if sid in told) or "none"
        return facts | {"mail": "; ".join(subjects) or "none"}

    def _bound(self, held: Holdings) -> str:
        """The tokens bound to the session, at userinfo, introspection, the API and the token endpoint, and the waiting code."""
        access = held.bound["access_token"]
        flow, code = held.waiting
        found = {
            "userinfo": self.rp.userinfo(access).status_code == 200,
            "introspection": self._is_active(access),
            "API": self._calls_api(held.api),
            "code": flow.redeem(code).status_code == 200,
            "refresh": self.rp.refresh(held.bound["refresh_token"]).status_code == 200,
        }
        return _agreed(found)

    def _offline(self, held: Holdings) -> str:
        access = held.offline["access_token"]
        found = {
            "userinfo": self.rp.userinfo(access).status_code == 200,
            "introspection": self._is_active(access),
            "refresh": self.rp.refresh(held.offline["refresh_token"]).status_code == 200,
        }
        return _agreed(found)

    def _is_active(self, access_token: str) -> bool:
        answer = self.rp.introspect(access_token)
        return answer.status_code == 200 and bool(answer.json()["active"])

    def _calls_api(self, access_token: str) -> bool:
        headers = {"authorization": f"Bearer {access_token}"}
        return self.rp.http.get("/api/v1/me", headers=headers).status_code == 200

    @staticmethod
    def _opens(purpose: Purpose, token: str) -> str:
        """Whether the link's page shows its form to a browser that comes from the mail."""
        place = Browser().get(f"{links.PATHS[purpose]}{token}")
        assert isinstance(place, Page) and place.status in {200, 410}, place
        return _word(place.status == 200)

    def _under_way(self) -> str:
        """Whether a sign-in that waits for its second factor may go on."""
        place = self.half.get(self.half_path)
        return _word(isinstance(place, Page) and place.status == 200 and place.slug != "login")

    @staticmethod
    def _drain() -> None:
        while outbox.drain():
            pass

    @staticmethod
    def _told() -> set[str]:
        return {entry.payload["sid"] for entry in OutboxEntry.objects.filter(kind=backchannel.KIND)}


def _word(lives: bool) -> str:
    return STAYS if lives else ENDS


def _agreed(found: dict[str, bool]) -> str:
    """One word where all doors agree, or what it is that does not; else each door, which no row of the table says."""
    if len(set(found.values())) == 1:
        return _word(next(iter(found.values())))
    dead = {door for door, lives in found.items() if not lives}
    if dead == {"userinfo", "introspection", "refresh"}:
        return "that grant ends"  # the API's token and the waiting code are of other grants
    if dead == {"userinfo", "introspection", "API"} & set(found):
        return "access tokens end"
    return "; ".join(f"{door} {_word(lives)}" for door, lives in found.items())
