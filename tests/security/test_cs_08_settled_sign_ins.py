"""CS-08, CS-16: a session that was ended comes back through an open sign-in, which needs nothing more and gets a session made.

A browser that only lost its cookie may go on from what was proved in its sign-in (`interaction.services.settle`): every event
that ends the session must end those proofs too, in the browser that kept its cookie and in the one that threw it away.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings

from idp.accounts import deletion as keeping
from idp.accounts import people
from idp.accounts.links import Purpose, find, issue
from idp.accounts.models import User
from idp.accounts.password_reset import reset
from idp.lifecycle import administration, deletion, not_me, sign_out
from idp.lifecycle.administration import Deed
from idp.oidc.models import Grant
from idp.sessions import services as sessions
from idp.sessions.engine import live_sessions
from idp.sessions.models import Deployment, Session
from tests.factories.accounts import browser as caller
from tests.factories.mailed_links import NEW_PASSWORD
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
STAFF = Deed(by=None, reason="a test")


def _reset(user: User) -> None:
    link = find(issue(user, Purpose.RESET_PASSWORD, lifetime=timedelta(minutes=5)), Purpose.RESET_PASSWORD)
    assert link is not None
    reset(link, NEW_PASSWORD, request=caller())


def _deny(user: User) -> None:
    token = not_me.link_for(Session.objects.get(user=user)).rpartition("/")[2]
    link = find(token, Purpose.NOT_ME)
    assert link is not None and not_me.deny_by_link(link) is not None


WHOLE: dict[str, Callable[[User], object]] = {
    "the password is reset": _reset,
    "everybody is signed out": lambda user: administration.sign_out_everywhere(user, STAFF),
    "the account is locked": lambda user: administration.lock(user, STAFF),
    "locked and unlocked": lambda user: (administration.lock(user, STAFF), administration.unlock(user, STAFF)),
    "a role is given": lambda user: administration.change_roles(user, STAFF, is_admin=False, is_helpdesk=True),
    "the second factor is reset": lambda user: administration.reset_factors(user, STAFF),
    "the epoch is raised": people.raise_epoch,
}
ENDS = WHOLE | {
    "this session is signed out elsewhere": lambda user: sign_out.one(user, Session.objects.get().sid),
    "all other sessions are signed out": lambda user: sign_out.others(user, keep=None),
    "the sign-in is denied by mail": _deny,
    "deletion is asked for": deletion.ask,
    "asked for, and called off": lambda user: (deletion.ask(user), keeping.cancel(user)),
    "the deployment is restored": lambda _user: Deployment.objects.create(epoch=1),
    "another person signed in": lambda _user: sessions.end(Session.objects.get(), "another person signed in"),
}


def opened(browser: Browser, page: Page) -> Page | Arrival:
    return browser.get(page.path.rpartition("/")[0])


@pytest.mark.parametrize("cookie", ["kept", "lost"])
@pytest.mark.parametrize("end", ENDS)
def test_a_sign_in_that_needs_nothing_more_makes_no_session_after_its_own_ended(end: str, cookie: str) -> None:
    alice, browser, rp = make_person(totp=True), Browser(), make_rp()
    first = alice.walk(browser, rp.begin().open(browser), until="consent")
    second = rp.begin().open(browser)
    assert isinstance(first, Page) and isinstance(second, Page)
    assert isinstance(browser.submit(second, decision="allow"), Arrival)  # remembered: the first has nothing left to ask
    given = Grant.objects.count()
    if cookie == "lost":
        del browser.http.cookies[settings.SESSION_COOKIE_NAME]
    ENDS[end](User.objects.get(email=alice.email))
    place = opened(browser, first)
    assert isinstance(place, Page) and place.slug == "login", place
    assert Grant.objects.count() == given and not live_sessions().exists()


@pytest.mark.parametrize("end", WHOLE)
def test_a_sign_in_without_a_session_yet_makes_none_after_the_end_of_everything(end: str) -> None:
    """It waits for the last question; the question falls away by itself, because the account is kept elsewhere."""
    alice, browser = make_person(totp=True), Browser()
    user = User.objects.get(email=alice.email)
    deletion.ask(user)
    waits = alice.walk(browser, make_rp(trusted=True).begin().open(browser), until="keep-account")
    assert isinstance(waits, Page) and waits.slug == "keep-account"
    WHOLE[end](User.objects.get(email=alice.email))
    keeping.cancel(user)
    place = opened(browser, waits)
    assert isinstance(place, Page) and place.slug == "login", place
    assert not Grant.objects.exists() and not live_sessions().exists()


@pytest.mark.parametrize("end", ["everybody is signed out", "the epoch is raised"])
def test_what_is_answered_after_the_end_of_everything_counts_beside_what_counts_no_more(end: str) -> None:
    """The password given before stays in the row; it must neither count nor keep the consent given after it from counting."""
    alice, browser = make_person(totp=True), Browser()
    first = alice.walk(browser, make_rp().begin(prompt="consent").open(browser), until="mfa-totp")
    assert isinstance(first, Page) and first.slug == "mfa-totp"
    WHOLE[end](User.objects.get(email=alice.email))
    assert isinstance(alice.walk(browser, make_rp(trusted=True).begin().open(browser)), Arrival)  # in another tab
    consent = opened(browser, first)
    assert isinstance(consent, Page) and consent.slug == "consent"
    assert isinstance(browser.submit(consent, decision="allow"), Arrival)
