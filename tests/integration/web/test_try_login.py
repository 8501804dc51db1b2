"""/manage/clients/<id>/try: the client's own request is decided as always, and nothing is issued."""

import json
from datetime import timedelta

import pytest
import time_machine

from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients import registry
from idp.clients.models import Client
from idp.core import clock
from idp.interaction.models import Interaction
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import filled, form_of, make_admin, page_of, press, send, text_at
from tests.rp import Arrival, Browser, Page, Person, RelyingParty, claims_of

pytestmark = pytest.mark.django_db(transaction=True)


def begun(browser: Browser, app: RelyingParty, **answers: str | list[str] | None) -> Page:
    """The page that comes after Start."""
    return press(browser, page_of(browser, f"/manage/clients/{app.client_id}/try"), "try", **answers)


def walked(browser: Browser, page: Page, person: Person) -> Page:
    """Go through the sign-in; it must end on a page of ours."""
    place = person.walk(browser, page)
    assert isinstance(place, Page), place.url
    return place


def test_it_ends_on_a_page_of_ours_and_issues_nothing() -> None:
    browser, ada = make_admin()
    app = make_rp()
    page = begun(browser, app)
    assert page.slug == "consent"  # asked as at a real sign-in
    assert "you will come back here" in page.text and "You will go to" not in page.text
    shown = walked(browser, page, ada)
    assert shown.path.startswith(f"/manage/clients/{app.client_id}/try/")
    assert "It worked." in text_at(shown, "outcome")
    assert app.redirect_uri in text_at(shown, "answer") and "None was made." in text_at(shown, "answer")
    assert not Grant.objects.exists()
    tried = Event.objects.get(action=Action.CLIENT_TRY)
    assert Event.objects.get(reference=tried.detail["decision"]).action == Action.AUTHORIZATION_DECIDE


def test_what_it_shows_is_what_the_app_is_told() -> None:
    browser, ada = make_admin()
    app = make_rp()
    shown = walked(browser, begun(browser, app), ada)
    flow = app.begin(scope="openid profile email")
    arrival = flow.open(browser)
    assert isinstance(arrival, Arrival)
    tokens = json.loads(flow.redeem(arrival.parameters["code"]).content)
    told = json.loads(text_at(shown, "id-token"))
    real = claims_of(tokens["id_token"])
    assert {name: told[name] for name in ("iss", "sub", "aud", "acr", "amr", "auth_time", "sid")} == {
        name: real[name] for name in ("iss", "sub", "aud", "acr", "amr", "auth_time", "sid")
    }
    assert json.loads(text_at(shown, "userinfo")) == json.loads(app.userinfo(tokens["access_token"]).content)


def test_the_policy_is_the_real_one() -> None:
    browser, ada = make_admin()
    page = begun(browser, make_rp(), again="yes")
    assert page.slug == "login"
    with time_machine.travel(clock.now() + timedelta(minutes=1)):  # each code of an app works once
        shown = walked(browser, page, ada)
    assert "login" in text_at(shown, "checks")
    assert "user:password:prove" in text_at(shown, "history")


def test_a_refusal_is_explained() -> None:
    browser, _ada = make_admin()
    page = begun(browser, make_rp())
    place = browser.submit(page, decision="deny")
    assert isinstance(place, Page)
    assert "access_denied" in text_at(place, "outcome")
    assert place.soup.find(id="id-token") is None


def test_a_disabled_client_gets_the_answer_that_its_app_would_get() -> None:
    browser, _ada = make_admin()
    app = make_rp()
    Client.objects.update(enabled=False)
    registry.forget()
    page = begun(browser, app)
    assert page.status == 422 and "unauthorized_client" in text_at(page, "refusal")
    assert not Interaction.objects.filter(target="trial").exists()


@pytest.mark.parametrize("uri", ["https://evil.example/", "", "https://rp.example/callback/"])
def test_only_a_registered_redirect_uri_can_be_tried(uri: str) -> None:
    browser, _ada = make_admin()
    page = begun(browser, make_rp(), redirect_uri=uri)
    assert page.status == 422 and "invalid_request" in text_at(page, "refusal")


def test_another_person_who_signs_in_sees_nothing_and_is_shown_to_nobody() -> None:
    browser, ada = make_admin()
    app, bob = make_rp(), make_person()
    page = begun(browser, app, again="yes")
    place = bob.walk(browser, page)
    assert isinstance(place, Page)
    assert place.status == 403
    reference = Interaction.objects.get(target="trial").reference
    path = f"/manage/clients/{app.client_id}/try/{reference}"
    other = Browser()
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        back = ada.walk(other, other.get(path))
    assert isinstance(back, Page) and back.path == path
    assert bob.email not in back.text
    assert back.soup.find(id="not-own") is not None


def test_the_result_of_another_client_or_of_a_real_sign_in_is_not_found() -> None:
    browser, ada = make_admin()
    app, other = make_rp(), make_rp()
    shown = walked(browser, begun(browser, app), ada)
    reference = shown.path.rsplit("/", 1)[1]
    assert page_of(browser, f"/manage/clients/{other.client_id}/try/{reference}").status == 404
    app.begin().open(browser)
    real = Event.objects.filter(action=Action.AUTHORIZATION_DECIDE).exclude(reference=reference).latest("at")
    assert page_of(browser, f"/manage/clients/{app.client_id}/try/{real.reference}").status == 404


def test_a_second_click_and_going_back_lead_to_the_form() -> None:
    browser, ada = make_admin()
    app = make_rp()
    consent = begun(browser, app)
    walked(browser, consent, ada)
    again = browser.submit(consent, decision="allow")
    assert isinstance(again, Page)
    assert again.path == f"/manage/clients/{app.client_id}/try"
    assert not Grant.objects.exists()


def test_a_forged_form_starts_nothing() -> None:
    browser, _ada = make_admin()
    page = page_of(browser, f"/manage/clients/{make_rp().client_id}/try")
    assert form_of(page, "try")
    answer = send(browser, page.path, filled(page, "try"), origin="https://evil.example")
    assert answer.status_code == 403
    assert not Interaction.objects.filter(target="trial").exists()
