"""/manage/clients/<id>/claims: what an app would be told is what it is told; who looked is recorded; nothing is minted."""

import json
from typing import Any

import pytest
import time_machine

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients import registry
from idp.clients.models import Client
from idp.core import clock
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin, page_of, press, text_at, title_of
from tests.rp import Arrival, Browser, Page, Person, RelyingParty, claims_of

pytestmark = pytest.mark.django_db(transaction=True)
CLAIMS = {"given_name": "Ada", "phone_number": "+44 20 1", "address": {"locality": "London"}, "nickname": "A"}


def shown(
    browser: Browser, app: RelyingParty, person: Person, scopes: list[str]
) -> tuple[Page, dict[str, Any], dict[str, Any]]:
    """The page, and the two documents on it."""
    page = press(browser, page_of(browser, f"/manage/clients/{app.client_id}/claims"), "show", email=person.email, scope=scopes)
    return page, json.loads(text_at(page, "id-token")), json.loads(text_at(page, "userinfo"))


@pytest.mark.parametrize("scopes", [[], ["profile"], ["email"], ["profile", "email", "phone", "address"]], ids=" ".join)
def test_it_is_what_a_real_sign_in_gives(scopes: list[str]) -> None:
    browser, _ada = make_admin()
    app, bob = make_rp(scope="openid profile email phone address"), make_person(totp=True)
    User.objects.filter(email=bob.email).update(claims=CLAIMS)
    with time_machine.travel(clock.now(), tick=False):
        _page, id_token, userinfo = shown(browser, app, bob, scopes)
        flow = app.begin(scope=" ".join(["openid", *scopes]))
        arrival = flow.sign_in(Browser(), bob)
        assert isinstance(arrival, Arrival)
        tokens = json.loads(flow.redeem(arrival.parameters["code"]).content)
        real = claims_of(tokens["id_token"])
        assert json.loads(app.userinfo(tokens["access_token"]).content) == userinfo
    only_then = {"at_hash", "nonce", "sid"}
    assert id_token.keys() == real.keys()
    assert {name: value for name, value in id_token.items() if name not in only_then} == {
        name: value for name, value in real.items() if name not in only_then
    }


def test_no_token_is_made_and_who_looked_at_whom_is_recorded() -> None:
    browser, ada = make_admin()
    app, bob = make_rp(), make_person()
    page, _id_token, _userinfo = shown(browser, app, bob, ["email"])
    assert not Grant.objects.exists()
    assert page.response["Cache-Control"] == "no-store"
    event = Event.objects.get(action=Action.CLAIMS_PREVIEW)
    people = {user.email: user.sub for user in User.objects.all()}
    assert (event.actor, event.subject, event.client_id) == (people[ada.email], people[bob.email], app.client_id)
    assert event.detail == {"scopes": ["email"]}


def test_a_scope_that_the_client_does_not_have_shows_nothing() -> None:
    browser, _ada = make_admin()
    app, bob = make_rp(scope="openid"), make_person()
    _page, _id_token, userinfo = shown(browser, app, bob, ["email", "phone", "profile"])
    assert userinfo.keys() == {"sub"}


@pytest.mark.parametrize(
    ("of_client", "of_user", "words"),
    [
        ({"enabled": False}, {}, "the client is disabled"),
        ({"minimum_acr": "mfa"}, {}, "the person must set up an authenticator app first"),
        ({}, {"is_active": False}, "the person is not active"),
    ],
)
def test_what_stands_in_the_way_is_said(of_client: dict[str, Any], of_user: dict[str, Any], words: str) -> None:
    browser, _ada = make_admin()
    app, bob = make_rp(), make_person()
    Client.objects.filter(client_id=app.client_id).update(**of_client)
    User.objects.filter(email=bob.email).update(**of_user)
    registry.forget()
    page, _id_token, _userinfo = shown(browser, app, bob, [])
    assert words in text_at(page, "obstacle")


def test_an_unknown_address_keeps_what_was_typed() -> None:
    browser, _ada = make_admin()
    page = press(browser, page_of(browser, f"/manage/clients/{make_rp().client_id}/claims"), "show", email="no@one.example")
    assert page.status == 422 and title_of(page).startswith("Error:")
    assert page.soup.find(id="id_email")["value"] == "no@one.example"
    assert not Event.objects.filter(action=Action.CLAIMS_PREVIEW).exists()


def test_a_program_without_people_has_no_such_page() -> None:
    browser, _ada = make_admin()
    app = make_rp(grant_types=["client_credentials"])
    assert page_of(browser, f"/manage/clients/{app.client_id}/claims").path == f"/manage/clients/{app.client_id}"
