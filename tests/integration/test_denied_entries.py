""" "This wasn't me" at an entry that a sign-in made on its way ends the session that the entry came from, with its grants."""

import pytest

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.lifecycle import activity, not_me
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import page_of, press
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import another_way, half_session, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def stranger(alice: Person) -> Browser:
    """Signs in elsewhere by a recovery code, for an app that nobody asked for, and makes new codes."""
    browser, rp = Browser(), make_rp(trusted=False, name="Notes")
    flow = rp.begin(scope="openid offline_access")
    page = another_way(browser, half_session(browser, alice, flow=flow), "recovery")
    consent = browser.submit(page, code=alice.recovery_codes.pop())
    assert isinstance(consent, Page) and consent.slug == "consent", consent
    arrival = browser.submit(consent, decision="allow")
    assert isinstance(arrival, Arrival) and flow.redeem(arrival.parameters["code"]).status_code == 200
    press(browser, page_of(browser, "/account/mfa"), "renew")
    return browser


@pytest.mark.parametrize("kind", ["recovery_code_used", "app_connected", "recovery_codes_renewed"])
@pytest.mark.parametrize("is_old", [False, True], ids=["", "recorded before events named it"])
def test_each_entry_ends_it(kind: str, is_old: bool) -> None:
    alice = make_person(totp=True)
    here = sign_in(alice)
    there = stranger(alice)
    if is_old and kind != "recovery_codes_renewed":  # that one named neither session nor interaction
        Event.objects.filter(action__in=[Action.USER_CONSENT_GIVE, Action.USER_FACTOR_PROVE]).update(sid="")
    user = User.objects.get()
    entries, _cursor = activity.page(user)
    entry = next(one for one in entries if one.kind == kind)
    session = user.sessions.latest("pk")
    assert entry.sid == session.sid
    denied = not_me.deny(user, entry.reference)
    assert denied is not None and denied.session_ended
    assert signed_in(here) and not signed_in(there)
    assert not Grant.objects.filter(session=session, revoked_at=None).exists()


def test_an_entry_of_the_own_browser_is_known_as_such() -> None:
    """The console hides the button there: nobody signs themselves out by mistake."""
    alice = make_person(totp=True)
    stranger(alice)
    user = User.objects.get()
    entries, _cursor = activity.page(user)
    sid = user.sessions.get().sid
    came_from = {one.kind for one in entries if one.sid == sid}
    assert {"signed_in", "app_connected", "recovery_code_used", "recovery_codes_renewed"} <= came_from
