"""XI-01, XI-08: scripts and template syntax in every field that a page, a mail or a log shows. authentik CVE-2026-42849."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from idp.accounts.models import User
from idp.audit.models import Event
from idp.core import mail, outbox
from idp.mfa.models import Authenticator
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import half_session, page_of, wrong_code

pytestmark = pytest.mark.django_db(transaction=True)
POLYGLOT = (
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */"
    "oNcliCk=alert() )//</title></style></textarea></script>\\x3csVg/<sVg/oNloAd=alert()//>"
)
TEXTS = {"script": POLYGLOT, "image": '"><img src=x onerror=alert(1)>', "template": "{{1337*1337}}{% debug %}${1337*1337}"}
COMPUTED = str(1337 * 1337)
each_text = pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)


def inert(response: object, text: str) -> None:
    """The page has the elements that it has without the text, and nothing was computed."""
    content = response.content.decode()
    soup = BeautifulSoup(content, "html.parser")
    assert text not in content or not set('<>"') & set(text)
    for element in soup.find_all(True):
        handlers = [name for name in element.attrs if name.startswith("on")]
        assert not handlers, element
        assert not str(element.get("href", "")).lower().startswith("javascript:"), element
        assert not str(element.get("src", "/")).startswith("x")
    assert all(script.get("src") and not script.get_text(strip=True) for script in soup.find_all("script"))
    assert COMPUTED not in content
    assert "unsafe" not in response.headers["Content-Security-Policy"]


@each_text
def test_what_a_client_sends_and_is_called(text: str) -> None:
    rp = make_rp(name=text[:100])
    browser, alice = Browser(), make_person(totp=True)
    flow = rp.begin(state=text, nonce=text, login_hint=text, ui_locales=text)
    login = flow.open(browser)
    assert isinstance(login, Page) and login.slug == "login"
    inert(login.response, text)
    consent = browser.submit(half_session(browser, alice, flow=flow), code=alice.totp())
    assert isinstance(consent, Page) and consent.slug == "consent"
    inert(consent.response, text[:100])
    arrival = browser.submit(consent, decision="allow")
    assert isinstance(arrival, Arrival) and arrival.parameters["state"] == text
    question = browser.get(f"/oauth2/logout?client_id={rp.client_id}")
    inert(question.response, text[:100])
    posted = make_rp(trusted=True).begin(state=text, response_mode="form_post").open(browser)
    inert(posted.response, text)


@each_text
@pytest.mark.parametrize(
    "name", ["client_id", "redirect_uri", "scope", "response_type", "error_description", "prompt", "acr_values"]
)
def test_an_error_page_repeats_nothing(name: str, text: str) -> None:
    place = make_rp().begin(**{name: text}).open(Browser())
    if isinstance(place, Page):
        inert(place.response, text)
        assert text not in place.text
    else:
        assert text not in place.parameters.get("error_description", "")


@each_text
def test_what_a_person_is_called_and_comes_with(text: str) -> None:
    alice = make_person(totp=True, is_admin=True)
    User.objects.update(name=text[:200])
    Authenticator.objects.update(label=text[:60])
    rp = make_rp(name=text[:100])
    browser = Browser()
    browser.http.defaults["HTTP_USER_AGENT"] = text
    browser.submit(half_session(browser, alice), code=wrong_code(alice))
    browser.submit(half_session(browser, alice), code=alice.totp())
    user, event = User.objects.get(), Event.objects.latest("pk")
    Event.objects.create(
        reference="XXXX", at=event.at, action=event.action, outcome="refused", reason=text[:200], detail={"x": text}
    )
    for path in [
        "/account", "/account/mfa", f"/account/mfa?remove={Authenticator.objects.exclude(confirmed_at=None).get().handle}",
        "/manage/clients", f"/manage/clients?q={text}", f"/manage/clients/{rp.client_id}",
        f"/manage/clients/{rp.client_id}/edit",
        f"/manage/clients/{rp.client_id}?ask=rotate", f"/admin/accounts/user/{user.pk}/change/", "/admin/idp_sessions/session/",
        f"/admin/audit/event/{Event.objects.get(reference='XXXX').pk}/change/", f"/admin/accounts/user/?q={quote(text[:100])}",
    ]:  # fmt: skip
        place = browser.get(path)
        assert isinstance(place, Page) and place.status == 200, path
        inert_or_admin(place, text)
    outbox.drain()
    for message in mail.memory:
        assert message.get_content_type() == "text/plain" and COMPUTED not in message["Subject"]


def inert_or_admin(page: Page, text: str) -> None:
    """Django admin has one inert JSON script of its own; apart from it the same holds."""
    soup = BeautifulSoup(page.response.content, "html.parser")
    if page.path.startswith("/admin/"):
        assert not soup.find_all("svg", attrs={"onload": True}) and not soup.find_all("img", attrs={"onerror": True})
        assert not [e for e in soup.find_all(True) if any(a.startswith("on") for a in e.attrs)]
        assert [s for s in soup.find_all("script") if not s.get("src") and s.get("type") != "application/json"] == []
        return
    inert(page.response, text)


@each_text
def test_what_somebody_types_comes_back_as_text(text: str) -> None:
    browser = Browser()
    place = browser.submit(page_of(browser), username=text, password="x")
    assert isinstance(place, Page) and place.status == 422
    inert(place.response, text)
    field = place.soup.find(id="id_username")
    assert field is not None and field["value"] == text
    register = browser.get("/register")
    assert isinstance(register, Page)
    refused = browser.submit(register, email=text, name=text, password="short")
    assert isinstance(refused, Page) and refused.status == 422
    inert(refused.response, text)
