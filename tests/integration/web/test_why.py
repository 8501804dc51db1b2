"""/manage/audit/REF and `idp why`: a refused redirect URI is explained to the character, and gives no secret away."""

import re
from io import StringIO
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client as Program
from django.test import RequestFactory

from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.clients.models import Client
from idp.lifecycle import why
from tests.factories.oidc import basic, make_party
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin, page_of, text_at, title_of
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "S3CRET-CANARY"
HOSTILE = "https://rp.example/Callback\u202e<script>alert(1)</script>\x1b[31m"


def refused(**asked: str) -> tuple[Page, Event]:
    """The error page of an authorization request, and its event."""
    request = {"response_type": "code", "scope": "openid"} | asked
    place = Browser().get(f"/oauth2/authorize?{urlencode(request)}")
    assert isinstance(place, Page)
    return place, Event.objects.get(action="authorization:request:decide")


def explained(reference: str) -> str:
    """What `idp why` prints."""
    out = StringIO()
    call_command("why", reference, stdout=out)
    return out.getvalue()


def test_an_unregistered_redirect_uri_is_compared_to_the_character() -> None:
    rp = make_rp(redirect_uri="https://rp.example/callback https://rp.example:9001/second")
    _, event = refused(client_id=rp.client_id, redirect_uri="https://rp.example:9002/second")
    browser, _ = make_admin()
    page = page_of(browser, f"/manage/audit/{event.reference}")
    shown = text_at(page, "redirect-uri")
    assert "9 2" not in shown and "https://rp.example:9002/second" in shown and "https://rp.example:9001/second" in shown
    assert "2 (digit two)" in shown and "1 (digit one)" in shown and "It is another port." in shown
    assert "https://rp.example/callback" in text_at(page, "registered-now")
    assert "registered for the client" in text_at(page, "would-change-it")
    assert str(page.soup.find(id="client")["href"]) == f"/manage/clients/{rp.client_id}"
    told = explained(event.reference)
    for line in ("sent        https://rp.example:9002/second", "registered  https://rp.example/callback", "2 (digit two)"):
        assert line in told
    compared = page_of(browser, str(page.soup.find(id="compare")["href"]))
    assert "2 (digit two)" in text_at(compared, "finding")
    events = page_of(browser, str(compared.soup.find(id="its-refusals")["href"]))
    assert event.reference in events.text


def test_what_was_registered_meanwhile_is_said() -> None:
    rp = make_rp()
    _, event = refused(client_id=rp.client_id, redirect_uri="https://rp.example/new")
    assert "by now" not in explained(event.reference)
    client = Client.objects.get(client_id=rp.client_id)
    client.redirect_uris += " https://rp.example/new"
    client.version += 1
    client.save()
    assert "It is registered by now." in explained(event.reference)


def test_no_value_in_a_redirect_uri_is_recorded_or_shown() -> None:
    rp = make_rp(redirect_uri="https://rp.example/callback?tenant=1")
    page, event = refused(
        client_id=rp.client_id, redirect_uri=f"https://ada:{CANARY}@rp.example/callback?code={CANARY}#{CANARY}"
    )
    assert CANARY not in page.text + str(event.detail) + explained(event.reference)
    assert event.detail["redirect_uri"] == "https://rp.example/callback?code="
    page, same = refused_again(rp.client_id, "https://rp.example/callback?tenant=2", event)
    assert "not recorded" in explained(same.reference)


def refused_again(client_id: str, redirect_uri: str, before: Event) -> tuple[Page, Event]:
    place = Browser().get(f"/oauth2/authorize?{urlencode({'client_id': client_id, 'redirect_uri': redirect_uri})}")
    assert isinstance(place, Page)
    return place, Event.objects.get(action="authorization:request:decide", pk__gt=before.pk)


def test_a_hostile_redirect_uri_is_only_text() -> None:
    rp = make_rp()
    _, event = refused(client_id=rp.client_id, redirect_uri=HOSTILE)
    browser, _ = make_admin()
    page = page_of(browser, f"/manage/audit/{event.reference}")
    assert not page.soup.find_all("script", string=re.compile("alert"))
    assert "alert(1)" in text_at(page, "redirect-uri")
    told = explained(event.reference)
    assert "\x1b" not in told and "\u202e" not in told and "\\u001b[31m" in told


def words_of(page: Page) -> str:
    """What people read without unfolding what is for developers."""
    main = page.soup.find("main")
    assert main is not None
    main.find("details").decompose()
    return " ".join(main.get_text().split())


@pytest.mark.parametrize(
    ("changes", "asked", "heading", "words", "blames"),
    [
        ({"enabled": False}, {}, "Rota & Sons is turned off", "The app itself has done nothing wrong", False),
        ({}, {"client_id": "nobody"}, "This app is not known here", "is not registered with", True),
        ({}, {"redirect_uri": "https://rp.example/x"}, "This sign-in link does not work", "not registered for it", True),
        ({}, {"redirect_uri": ""}, "This sign-in link does not work", "Rota & Sons sent a request that is not right", True),
        ({}, {"client_id": ""}, "This sign-in link does not work", "The app that you came from sent a request", True),
    ],
)
def test_each_cause_has_its_own_words(
    changes: dict[str, bool], asked: dict[str, str], heading: str, words: str, blames: bool
) -> None:
    rp = make_rp(name="Rota & Sons", **changes)
    page, event = refused(**{"client_id": rp.client_id, "redirect_uri": rp.redirect_uri} | asked)
    told = words_of(page)
    assert text_at(page, "content").strip().startswith(heading) and heading in title_of(page)
    assert words in told and event.reference in told
    assert ("whoever looks after" in told) is blames
    assert "client that is turned" not in told and explained(event.reference)


@pytest.mark.parametrize(
    ("change", "heading"),
    [
        ({"enabled": False}, "Rota & Sons is turned off"),
        ({"redirect_uris": "https://other.example/cb"}, "This sign-in cannot be finished"),
    ],
)
def test_what_changes_while_somebody_signs_in_is_told_too(change: dict[str, object], heading: str) -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp(name="Rota & Sons", trusted=True)
    page = ada.walk(browser, rp.begin().open(browser), until="mfa-totp")
    assert isinstance(page, Page)
    Client.objects.filter(client_id=rp.client_id).update(version=2, **change)
    after = browser.submit(page, code=ada.totp())
    assert isinstance(after, Page) and after.reference
    assert text_at(after, "content").strip().startswith(heading)


def test_what_an_app_has_of_a_refusal_is_the_request_id_and_it_is_enough() -> None:
    party = make_party("s3cret", grant_types=["client_credentials"], scope="read")
    answer = party.raw("token", "grant_type=client_credentials", authorization=basic(party.client.client_id, "wrong"))
    request_id, event = answer.headers["X-Request-Id"], Event.objects.get()
    assert event.reference.encode() not in answer.content, "the answer itself says no more"
    told = explained(f" {request_id}\n")
    assert event.reference in told and "the secret is wrong or was removed" in told and request_id in told
    browser, _ = make_admin()
    page = page_of(browser, f"/manage/audit?reference={request_id}")
    assert (text_at(page, "reference"), text_at(page, "request-id")) == (event.reference, request_id)
    with pytest.raises(CommandError):
        explained(request_id.swapcase())


def test_an_error_by_redirect_is_found_by_its_request_too() -> None:
    rp = make_rp()
    asked = {"response_type": "code", "client_id": rp.client_id, "redirect_uri": rp.redirect_uri, "scope": "openid unknown"}
    answer = Program(headers={"host": settings.IDP.host}).get(
        "/oauth2/authorize", asked | {"code_challenge": "x" * 43, "code_challenge_method": "S256"}
    )
    assert answer.status_code in {302, 303} and "error=invalid_scope" in answer.headers["Location"]
    told = explained(answer.headers["X-Request-Id"])
    assert "scopes that are registered" in told and "scope: openid unknown" in told


def test_of_the_events_of_one_request_the_refusal_is_told_and_the_others_stand_below() -> None:
    request = RequestFactory().get("/")
    request.request_id = "hDI7-1I8ZmQ0"
    record(Action.USER_LOOK, request=request)
    refusal = record(Action.TOKEN_REFUSE, outcome="refused", reason="invalid_grant: unknown code", request=request)
    record(Action.USER_LOOK, request=request)
    told = why.report("hDI7-1I8ZmQ0")
    assert told["reference"] == refusal and [one["action"] for one in told["history"]].count("user:account:look") == 2


def test_the_error_page_names_the_app_and_gives_the_reference_openly() -> None:
    rp = make_rp(name="Rota & Sons")
    page, event = refused(client_id=rp.client_id, redirect_uri="https://rp.example/other")
    words = page.soup.find("main")
    assert words is not None
    folded = words.find("details")
    assert folded is not None and f"idp why {event.reference}" in folded.get_text()
    assert "redirect_uri is not registered for this client." in folded.get_text()
    assert folded.find("a", href=f"/manage/audit/{event.reference}") is not None
    folded.decompose()
    assert "Rota & Sons" in words.get_text() and event.reference in words.get_text()
    assert "start again" not in words.get_text() and "redirect_uri" not in words.get_text()
