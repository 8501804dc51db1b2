"""/account and /account/mfa: status, adding and removing an app, recovery codes, signing out."""

from datetime import timedelta

import pyotp
import pytest

from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock, mail, outbox
from idp.mfa.models import Authenticator, RecoveryCode, RecoverySet
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import arrive, make_admin, make_signed_in, page_of, press, text_at, title_of
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)
MFA = "/account/mfa"


def seed_of(page: Page) -> str:
    return text_at(page, "totp-secret").replace(" ", "")


def enrol(browser: Browser, person: Person, label: str = "phone") -> Page:
    page = page_of(browser, MFA)
    person.totp_secret = seed_of(page)
    return press(browser, page, "verify", code=person.totp(), label=label)


def codes_on(page: Page) -> list[str]:
    listed = page.soup.find(id="recovery-codes")
    return [item.get_text() for item in listed.find_all("li")] if listed else []


def test_the_address_of_the_issuer_itself_leads_to_the_account() -> None:
    browser, bob = make_signed_in()
    assert f"Signed in as {bob.email}" in page_of(browser, "/").text


def test_home_says_who_is_signed_in_and_how_well() -> None:
    browser, bob = make_signed_in()
    page = page_of(browser, "/account")
    assert f"Signed in as {bob.email}" in page.text
    assert "Codes come by e-mail" in page.text
    assert page.soup.find("a", href="/manage/") is None


def test_home_of_an_administrator_links_to_the_clients_and_names_the_codes_left() -> None:
    browser, _ada = make_admin()
    page = page_of(browser, "/account")
    assert page.soup.find("a", href="/manage/") is not None
    assert "on, with an authenticator app. 2 recovery codes left." in " ".join(page.text.split())


def test_signing_out_ends_the_session() -> None:
    browser, _bob = make_signed_in()
    page = press(browser, page_of(browser, "/account"), "sign-out")
    assert "You are signed out" in page.text
    assert Session.objects.get().ended_at is not None
    assert browser.http.get("/account").status_code == 303


def test_the_page_shows_key_link_and_picture_and_a_reload_keeps_them() -> None:
    browser, bob = make_signed_in()
    first, again = page_of(browser, MFA), page_of(browser, MFA)
    link = first.soup.find(id="totp-uri")
    assert link is not None
    uri = pyotp.parse_uri(str(link["href"]))
    assert (uri.secret, uri.name) == (seed_of(first), bob.email)
    assert first.soup.find("svg", attrs={"role": "img"}) is not None
    assert seed_of(first) == seed_of(again)
    assert title_of(first).startswith("Two-step sign-in")


def test_enrolment_turns_the_app_on_and_shows_recovery_codes_once() -> None:
    browser, bob = make_signed_in()
    page = enrol(browser, bob)
    codes = codes_on(page)
    assert (page.path, len(codes), len(set(codes))) == (MFA, 10, 10)
    app = Authenticator.objects.get()
    assert (app.label, app.confirmed_at is not None) == ("phone", True)
    reloaded = page_of(browser, MFA)
    assert codes_on(reloaded) == []
    assert not any(code in reloaded.response.content.decode() for code in codes)
    assert "You have not said that you saved them." in reloaded.text
    outbox.drain()
    assert any(message["To"] == bob.email and "turned on" in str(message["Subject"]) for message in mail.memory)


def test_the_first_code_is_a_proof_so_nothing_more_is_asked() -> None:
    browser, bob = make_signed_in()
    sid, cookie = Session.objects.get().sid, browser.http.cookies["gatehouse_session"].value
    page = press(browser, enrol(browser, bob), "continue", saved="yes")
    session = Session.objects.get()
    assert (page.path, page.status) == (MFA, 200)
    assert (session.sid, session.acr, session.amr, session.fresh_acr) == (sid, "mfa", ["pwd", "otp", "mfa"], "mfa")
    assert browser.http.cookies["gatehouse_session"].value != cookie
    assert RecoverySet.objects.get().saved_at is not None


def test_the_enrolled_app_signs_in_elsewhere() -> None:
    browser, bob = make_signed_in()
    enrol(browser, bob)
    Authenticator.objects.update(last_step=0)
    RecoverySet.objects.update(saved_at=clock.now())
    seen: list[str] = []
    make_rp(trusted=True).begin().sign_in(Browser(), bob, seen=seen)
    assert seen == ["login", "mfa-totp"]


def test_a_wrong_code_says_so_keeps_the_key_and_the_name() -> None:
    browser, _bob = make_signed_in()
    before = page_of(browser, MFA)
    wrong = f"{(int(pyotp.TOTP(seed_of(before)).at(clock.unix_time())) + 111111) % 1000000:06d}"
    page = press(browser, before, "verify", code=wrong, label="my phone")
    field = page.soup.find(id="id_code")
    assert field is not None
    assert page.status == 422
    assert title_of(page).startswith("Error:")
    assert text_at(page, "id_code_error") == "That code is not right. 4 attempts left."
    assert "the time on your phone" in text_at(page, "clock-hint") and before.soup.find(id="clock-hint") is None
    assert (field["aria-invalid"], field["aria-describedby"], field.get("value")) == ("true", "id_code_error", None)
    assert seed_of(page) == seed_of(before)
    label = page.soup.find(id="id_label")
    assert label is not None and label["value"] == "my phone"
    assert not Authenticator.objects.exclude(confirmed_at=None).exists()


@pytest.mark.parametrize("shape", ["{0} {1}", "{0}-{1}", " {0}{1} ", "{0}\u2013{1}"])
def test_codes_count_as_people_type_them(shape: str) -> None:
    browser, bob = make_signed_in()
    page = page_of(browser, MFA)
    bob.totp_secret = seed_of(page)
    code = bob.totp()
    assert len(codes_on(press(browser, page, "verify", code=shape.format(code[:3], code[3:])))) == 10


def test_too_many_guesses_wait() -> None:
    browser, _bob = make_signed_in()
    page = page_of(browser, MFA)
    wrong = f"{(int(pyotp.TOTP(seed_of(page)).at(clock.unix_time())) + 111111) % 1000000:06d}"
    for _ in range(5):
        page = press(browser, page, "verify", code=wrong)
    assert page.status == 422
    page = press(browser, page, "verify", code=wrong)
    assert page.status == 429
    assert int(page.response["Retry-After"]) > 0
    assert "Too many attempts." in text_at(page, "id_code_error")


def test_a_second_app_brings_no_new_recovery_codes() -> None:
    browser, ada = make_signed_in(totp=True)
    arrive(browser, ada, MFA)
    page = enrol(browser, ada, "tablet")
    assert (page.status, codes_on(page)) == (200, [])
    apps = Authenticator.objects.exclude(confirmed_at=None).order_by("pk")
    assert [app.label for app in apps] == ["phone", "tablet"]
    assert RecoveryCode.objects.count() == 2


def test_removing_the_last_app_is_asked_first_and_takes_the_codes() -> None:
    browser, ada = make_signed_in(totp=True)
    page = arrive(browser, ada, MFA)
    handle = Authenticator.objects.exclude(confirmed_at=None).get().handle
    assert page.soup.find("a", href=f"{MFA}?remove={handle}") is not None
    question = page_of(browser, f"{MFA}?remove={handle}")
    assert "It is your last app" in question.text
    assert Authenticator.objects.filter(handle=handle).exists()
    done = press(browser, question, "remove")
    assert (done.status, done.path) == (200, MFA)
    assert not Authenticator.objects.exclude(confirmed_at=None).exists()
    assert not RecoveryCode.objects.exists()
    event = Event.objects.get(action=Action.USER_FACTOR_REMOVE)
    assert (event.sid, event.outcome) == (Session.objects.get().sid, "success")


def test_removing_an_app_twice_says_so() -> None:
    browser, ada = make_signed_in(totp=True)
    arrive(browser, ada, MFA)
    question = page_of(browser, f"{MFA}?remove={Authenticator.objects.exclude(confirmed_at=None).get().handle}")
    press(browser, question, "remove")
    again = press(browser, question, "remove")
    assert again.status == 404
    assert "This app was removed before." in again.text
    assert title_of(again).startswith("Error:")


def test_nobody_elses_app_can_be_removed() -> None:
    make_person(totp=True)
    foreign = Authenticator.objects.get().handle
    browser, ada = make_signed_in(totp=True)
    arrive(browser, ada, MFA)
    own = Authenticator.objects.exclude(handle=foreign).exclude(confirmed_at=None).get().handle
    page = press(browser, page_of(browser, f"{MFA}?remove={own}"), "remove", remove=foreign)
    assert page.status == 404
    assert Authenticator.objects.filter(handle=foreign).exists()
    assert "Remove this" not in page_of(browser, f"{MFA}?remove={foreign}").text


def test_new_recovery_codes_replace_the_old_and_are_shown_once() -> None:
    browser, ada = make_signed_in(totp=True)
    page = press(browser, arrive(browser, ada, MFA), "renew")
    codes = codes_on(page)
    assert len(codes) == 10
    assert not set(codes) & set(ada.recovery_codes)
    assert codes_on(page_of(browser, MFA)) == []
    assert RecoveryCode.objects.count() == 10


def test_the_codes_are_not_readable_in_the_session_row() -> None:
    browser, ada = make_signed_in(totp=True)
    page = arrive(browser, ada, MFA)
    form = page.fields() | {"renew": "1"}
    browser.http.post(MFA, form, headers={"origin": "http://localhost:8000"})
    stored = browser.http.session["shown_once"]
    assert list(stored) == ["recovery codes"]
    assert str(stored["recovery codes"]).startswith("v1.")
    assert len(codes_on(page_of(browser, MFA))) == 10


def test_codes_that_nobody_fetched_for_five_minutes_are_not_shown() -> None:
    browser, ada = make_signed_in(totp=True)
    page = arrive(browser, ada, MFA)
    with pytest.MonkeyPatch.context() as patch:
        earlier = clock.unix_time() - 301
        patch.setattr(clock, "unix_time", lambda: earlier)
        browser.http.post(MFA, page.fields() | {"renew": "1"}, headers={"origin": "http://localhost:8000"})
    assert codes_on(page_of(browser, MFA)) == []


def test_an_old_proof_asks_for_the_app_again() -> None:
    browser, _ada = make_signed_in(totp=True)
    Session.objects.update(fresh_at=clock.now() - timedelta(minutes=11))
    assert page_of(browser, MFA).slug == "mfa-totp"


def test_the_username_is_shown_changed_and_refused_in_words() -> None:
    make_person(email="bob@example.org")
    browser, _ada = make_signed_in()
    page = page_of(browser, str(page_of(browser, "/account").soup.find(id="change-username")["href"]))
    refused = press(browser, page, "save", preferred_username="BOB")
    assert refused.status == 422 and "Somebody has or had this username." in text_at(refused, "id_preferred_username_error")
    assert refused.soup.find(id="id_preferred_username")["value"] == "BOB" and title_of(refused).startswith("Error:")
    done = press(browser, refused, "save", preferred_username="Countess")
    assert "Your username was changed." in done.text and text_at(done, "username") == "Apps know you as countess."
    again = press(browser, page_of(browser, "/account/username"), "save", preferred_username="countess")
    assert "Your username was changed." not in again.text
