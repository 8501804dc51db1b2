"""A browser that is one right request away from a code: whatever is refused to it is refused by the control under test."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from idp.accounts.models import User
from idp.core import clock, secrets
from idp.sessions.models import Session
from tests.factories.oidc import make_session, make_user
from tests.factories.people import make_rp
from tests.rp import Arrival, Browser, Flow, Page, RelyingParty


@dataclass
class SignedIn:
    """A client, a person and the person's signed-in browser."""

    rp: RelyingParty
    user: User
    browser: Browser
    session: Session

    def ask(self, **overrides: Any) -> Page | Arrival:
        """Send an authorization request that differs from a right one by ``overrides``."""
        return self.rp.begin(**overrides).open(self.browser)

    def code(self, **overrides: Any) -> tuple[Flow, str]:
        """A flow and its code."""
        flow = self.rp.begin(**overrides)
        arrival = flow.open(self.browser)
        assert isinstance(arrival, Arrival) and "code" in arrival.parameters, arrival
        return flow, arrival.parameters["code"]

    def tokens(self, **overrides: Any) -> dict[str, Any]:
        """What a right exchange yields."""
        flow, code = self.code(**overrides)
        answer = flow.redeem(code)
        assert answer.status_code == 200, answer.content
        return dict(answer.json())


def browser_of(user: User, *, acr: str = "mfa") -> tuple[Browser, Session]:
    """A browser with a live session of ``user``."""
    browser, key, moment = Browser(), secrets.token(), clock.now()
    session = make_session(user, acr=acr, fresh_at=moment, fresh_acr=acr)
    Session.objects.filter(pk=session.pk).update(key_hash=secrets.digest(key))
    browser.http.cookies[settings.SESSION_COOKIE_NAME] = key
    return browser, session


def signed_in(*, trusted: bool = True, user: User | None = None, **client: Any) -> SignedIn:
    """A new client (consent is not asked for it) and a person with a session; ``client`` sets columns of the client."""
    person = user or make_user()
    browser, session = browser_of(person)
    return SignedIn(make_rp(trusted=trusted, **client), person, browser, session)
