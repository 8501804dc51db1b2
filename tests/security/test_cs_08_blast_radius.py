"""CS-08, MF-17, MF-24: docs/blast-radius.md, each cell proved: what an event ends, whom it tells, what it asks."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import time_machine

from idp.accounts import address_change, links, people
from idp.accounts.links import Purpose
from idp.accounts.models import User
from idp.audit.models import Event
from idp.clients import client_secrets, registration
from idp.clients.models import Client
from idp.core import clock
from idp.lifecycle import administration, connected_apps, deletion, not_me, revocation, sign_out
from idp.lifecycle.administration import Deed
from idp.mfa.models import Authenticator
from idp.oidc import keys
from idp.oidc.models import SigningKey
from tests.architecture.source import ROOT
from tests.factories.accounts import browser as caller
from tests.factories.mailed_links import NEW_PASSWORD, choose_password
from tests.factories.people import PASSWORD, make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Page, Person
from tests.security.household import Household
from tests.security.sign_ins import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
PROOF = "asks for a fresh proof"
STAFF = Deed(by=None, reason="a test")


@dataclass(frozen=True)
class Act:
    """How an event comes about; ``path`` is the page that a person does it on, if there is one."""

    do: Callable[[Household], object]
    path: str = ""


def _client(household: Household) -> Client:
    return Client.objects.get(client_id=household.rp.client_id)


def _press(path: str, button: str, **answers: str) -> Callable[[Household], object]:
    def act(household: Household) -> object:
        browser = household.here.browser
        page = press(browser, page_of(browser, path), button, **answers)
        assert page.status == 200, page.text
        return page

    return act


def _change_address(household: Household) -> None:
    browser = household.here.browser
    page = press(browser, page_of(browser, "/account/email"), "send", email="new@example.org")
    assert press(browser, page, "verify", code=Person("new@example.org").mailed_code()).path == "/account"
    User.objects.update(
        email=household.person.email, email_canonical=household.person.email
    )  # so that the rows are found again


def _remove_app(household: Household) -> None:
    handle = Authenticator.objects.exclude(confirmed_at=None).get().handle
    _press(f"/account/mfa?remove={handle}", "remove")(household)


def _reuse_refresh(household: Household) -> None:
    held = household.elsewhere.bound
    first = household.rp.refresh(held["refresh_token"]).json()
    second = household.rp.refresh(first["refresh_token"]).json()
    assert household.rp.refresh(held["refresh_token"]).status_code == 400
    household.elsewhere.bound = second


def _replace_secret(household: Household) -> None:
    """The client goes on with the new one."""
    household.rp.client_secret = str(client_secrets.replace(_client(household), None, actor="operator"))


def _sign_in_reference(household: Household) -> str:
    return Event.objects.get(action="session:sign-in:start", sid=household.elsewhere.sid).reference


ACTS: dict[str, Act] = {
    "the password is changed here": Act(
        _press("/account/password", "save", current_password=PASSWORD, password=NEW_PASSWORD), "/account/password"
    ),
    "the password is reset by a mailed link": Act(lambda h: choose_password(Browser(), f"/password/reset/{h.reset}")),
    "the address is changed here": Act(_change_address, "/account/email"),
    "the change of address is taken back": Act(
        lambda h: address_change.undo(h.user.links.get(purpose=Purpose.UNDO_EMAIL), NEW_PASSWORD, request=caller())
    ),
    "an authenticator app is removed": Act(_remove_app, "/account/mfa"),
    "recovery codes are renewed": Act(_press("/account/mfa", "renew"), "/account/mfa"),
    "codes by e-mail are switched off": Act(_press("/account/mfa", "switch-email-code"), "/account/mfa"),
    "the second factor is reset by the staff": Act(lambda h: administration.reset_factors(h.user, STAFF)),
    "this browser signs out": Act(_press("/account", "sign-out"), "/account"),
    "another browser is signed out": Act(lambda h: sign_out.one(h.user, h.elsewhere.sid)),
    "all other browsers are signed out": Act(lambda h: sign_out.others(h.user, keep=h.user.sessions.get(sid=h.here.sid).pk)),
    "everybody is signed out": Act(lambda h: administration.sign_out_everywhere(h.user, STAFF)),
    "a sign-in elsewhere is denied": Act(lambda h: not_me.deny(h.user, _sign_in_reference(h))),
    "a role is given": Act(lambda h: administration.change_roles(h.user, STAFF, is_admin=False, is_helpdesk=True)),
    "the account is locked": Act(lambda h: administration.lock(h.user, STAFF)),
    "the account is locked, and unlocked again": Act(
        lambda h: (administration.lock(h.user, STAFF), administration.unlock(h.user, STAFF))
    ),
    "deletion is asked for": Act(lambda h: deletion.ask(h.user), "/account/data/delete"),
    "the account is deleted": Act(lambda h: (User.objects.update(deletion_at=clock.now()), deletion.carry_out_due(10))),
    "the application is disconnected": Act(lambda h: connected_apps.disconnect(h.user, h.rp.client_id)),
    "the application is disabled": Act(lambda h: registration.set_enabled(_client(h), False, actor="operator")),
    "the application is deleted": Act(lambda h: registration.delete(_client(h), actor="operator")),
    "the application's secret is replaced": Act(_replace_secret),
    "an access token elsewhere is revoked": Act(lambda h: h.rp.revoke(h.elsewhere.bound["access_token"])),
    "a used refresh token elsewhere comes back": Act(_reuse_refresh),
    "signing keys are rotated": Act(lambda _: keys.rotate()),
    "the key of access tokens is compromised": Act(
        lambda _: keys.compromise(SigningKey.objects.get(alg="ES256", state="active").kid)
    ),
    "everything is revoked": Act(lambda _: revocation.revoke_all("a drill", actor="operator")),
    "every epoch of the person is raised": Act(lambda h: people.raise_epoch(h.user)),
}


def table() -> dict[str, dict[str, str]]:
    """The table of the document: event to column to cell."""
    text = (ROOT / "docs" / "blast-radius.md").read_text(encoding="utf-8")
    lines = [line.strip().strip("|") for line in text.splitlines() if line.startswith("|")]
    header, _rule, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {row[0]: dict(zip(header[1:], row[1:], strict=True)) for row in rows}


def observed(event: str) -> dict[str, str]:
    """What a household sees of the event."""
    with time_machine.travel(clock.now(), tick=False):
        household = Household()
        ACTS[event].do(household)
        return household.look()


@pytest.mark.parametrize("event", ACTS)
def test_the_table_says_what_happens(event: str) -> None:
    said = dict(table()[event])
    said.pop(PROOF)
    assert observed(event) == said


@pytest.mark.parametrize("event", [event for event, act in ACTS.items() if act.path])
def test_the_table_says_what_is_asked_first(event: str) -> None:
    """The door of the event, ten minutes and a second after the last proof by the second factor."""
    with time_machine.travel(clock.now(), tick=False) as now:
        browser = sign_in(make_person(totp=True))
        now.shift(601)
        place = browser.get(ACTS[event].path)
        assert isinstance(place, Page)
        assert ("yes" if place.slug == "mfa-totp" else "no") == table()[event][PROOF]


def test_what_no_page_of_the_person_does_asks_for_nothing() -> None:
    assert {table()[event][PROOF] for event, act in ACTS.items() if not act.path} == {"–"}


def test_the_table_and_the_events_are_the_same() -> None:
    assert list(table()) == list(ACTS)


def test_every_link_of_the_household_lived_before() -> None:
    household = Household()
    assert links.find(household.reset, Purpose.RESET_PASSWORD) and links.find(household.undo, Purpose.UNDO_EMAIL)
    quiet = household.look()
    assert set(quiet.values()) == {"stays", "none"}, quiet
