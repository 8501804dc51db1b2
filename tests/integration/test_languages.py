"""Which language a page, a mail and an error speak, who decides, and that a change of it loses nothing. E17.

Spec: OpenID Connect Core §3.1.2.1 (ui_locales); OpenID Connect RP-Initiated Logout 1.0 §2; RFC 9110 §12.5.4.
"""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from idp.accounts import people
from idp.accounts.models import User
from idp.core import languages, mail, outbox
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import half_session, sign_in

TITLES = {"en": "Sign in", "de": "Anmelden", "fr": "Se connecter", "es": "Iniciar sesión", "ar": "تسجيل الدخول"}
database = pytest.mark.django_db(transaction=True)


def page_at(browser: Browser, url: str, **headers: str) -> Page:
    page = browser.get(url, **headers)
    assert isinstance(page, Page)
    return page


def language_of(page: Page) -> tuple[str, str]:
    html = page.soup.find("html")
    assert html is not None
    return html["lang"], html["dir"]


def choose(browser: Browser, page: Page, code: str) -> Page:
    """Press a link of the chooser."""
    link = page.soup.find("a", hreflang=code)
    assert link is not None
    return page_at(browser, page.path.partition("?")[0] + link["href"], **{"sec-fetch-site": "same-origin"})


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        (["de"], "de"), (["de-AT"], "de"), (["DE-at-1996"], "de"), (["xx", "fr-CA"], "fr"), (["ar-EG"], "ar"), ([], ""),
        (["x" * 100_000], ""), (["xx"] * 10 + ["de"], ""), (["de_AT"], ""), (["deutsch"], ""), (["-de"], ""), ([""], ""),
    ],
)  # fmt: skip
def test_lookup_takes_the_longest_prefix_that_is_spoken(tags: list[str], expected: str) -> None:
    assert languages.match(tags) == expected


@given(st.lists(st.text(max_size=50), max_size=20))
def test_lookup_answers_with_a_language_or_nothing(tags: list[str]) -> None:
    assert languages.match(tags) in {"", *TITLES}


@pytest.mark.parametrize("code", TITLES)
@database
def test_a_browser_is_answered_in_its_language(code: str) -> None:
    browser = Browser()
    page = page_at(browser, "/interaction/start", **{"accept-language": code})
    browser.http.defaults["HTTP_ACCEPT_LANGUAGE"] = code
    page = page_at(browser, page.path)
    assert language_of(page) == (code, "rtl" if code == "ar" else "ltr")
    assert page.soup.h1.get_text() == TITLES[code]
    assert page.response["Content-Language"] == code
    assert "Accept-Language" in page.response["Vary"]


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "SHOULD")
@database
def test_ui_locales_count_before_the_browser_and_after_the_persons_choice() -> None:
    browser, rp = Browser(), make_rp()
    browser.http.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    page = rp.begin(ui_locales="xx-YY de-AT fr").open(browser)
    assert isinstance(page, Page)
    assert language_of(page)[0] == "de"
    assert language_of(page_at(browser, page.path))[0] == "de"  # the whole interaction, not its first page
    page = choose(browser, page, "es")
    assert (page.slug, language_of(page)[0]) == ("login", "es")
    again = rp.begin(ui_locales="de").open(browser)
    assert isinstance(again, Page) and language_of(again)[0] == "es"


@database
def test_an_error_page_and_the_sign_out_page_follow_ui_locales_too() -> None:
    wrong = make_rp().begin(redirect_uri="https://evil.example/", ui_locales="ar").open(Browser())
    assert isinstance(wrong, Page) and wrong.status == 400
    assert language_of(wrong) == ("ar", "rtl")
    assert language_of(page_at(Browser(), "/oauth2/logout?ui_locales=fr"))[0] == "fr"


@database
def test_a_person_signed_in_is_spoken_to_in_the_own_language() -> None:
    person = make_person(totp=True, locale="de-CH")
    browser = sign_in(person)
    browser.http.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    assert language_of(page_at(browser, "/account"))[0] == "de"
    chosen = choose(browser, page_at(browser, "/account"), "ar")
    assert (chosen.path, language_of(chosen)[0]) == ("/account", "ar")
    assert User.objects.get(email=person.email).locale == "de-CH"  # a choice on a page is not yet what mails follow


@database
def test_the_account_keeps_a_language_only_when_its_owner_says_so() -> None:
    person = make_person(totp=True, locale="en")
    browser = sign_in(person)
    form = page_at(browser, "/account/language")
    assert form.soup.find("input", checked=True)["value"] == "en"
    saved = browser.submit(form, language="ar")
    assert isinstance(saved, Page) and (saved.path, language_of(saved)) == ("/account", ("ar", "rtl"))
    assert User.objects.get(email=person.email).locale == "ar"
    other = browser.submit(page_at(browser, "/account/language"), language="de\r\nx")
    assert isinstance(other, Page) and other.status == 422
    assert User.objects.get(email=person.email).locale == "ar"


@database
def test_a_regional_locale_is_kept_when_its_language_is_confirmed() -> None:
    person = make_person(totp=True, locale="de-AT")
    browser = sign_in(person)
    browser.submit(page_at(browser, "/account/language"), language="de")
    assert User.objects.get(email=person.email).locale == "de-AT"


@database
def test_a_change_in_the_middle_returns_to_the_same_prompt_and_the_choice_stays() -> None:
    person, browser, rp = make_person(totp=True), Browser(), make_rp()
    flow = rp.begin()
    code_page = half_session(browser, person, flow=flow)
    changed = choose(browser, code_page, "ar")
    assert (changed.path, language_of(changed)) == (code_page.path, ("ar", "rtl"))
    consent = browser.submit(changed, code=person.totp())
    assert isinstance(consent, Page) and consent.slug == "consent"
    assert language_of(consent)[0] == "ar"
    arrival = browser.submit(consent, decision="allow")
    assert isinstance(arrival, Arrival) and "code" in arrival.parameters
    assert language_of(page_at(browser, "/account"))[0] == "ar"


@database
def test_other_parameters_of_a_page_survive_the_choice() -> None:
    browser = Browser()
    answer = browser.http.get("/nowhere?a=1&lang=de&b=%20x", headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer["Location"]) == (303, "/nowhere?a=1&b=%20x")
    page = page_at(browser, "/nowhere?a=1&b=%20x")
    assert language_of(page)[0] == "de"
    assert {link["href"] for link in page.soup.select(".languages a")} == {f"?lang={code}&a=1&b=%20x" for code in TITLES}


@pytest.mark.parametrize(("locale", "subject"), [("de-AT", "Ihr Anmeldecode"), ("ar", "رمز تسجيل الدخول"), ("xx", "Your")])
@database
def test_a_mail_speaks_the_persons_language(locale: str, subject: str) -> None:
    person = make_person(locale=locale)
    half_session(Browser(), person)
    outbox.drain()
    message = mail.memory[-1]
    assert message["Subject"].startswith(subject)
    code = person.mailed_code()
    assert code in message.get_content().splitlines()  # alone, without marks that copying would bring along


@database
def test_without_a_locale_a_mail_speaks_the_language_of_the_page() -> None:
    browser, person = Browser(), make_person()
    browser.http.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr"
    half_session(browser, person)
    outbox.drain()
    assert mail.memory[-1]["Subject"].startswith("Votre code de connexion")


@database
def test_names_in_a_mail_of_the_other_direction_keep_to_themselves() -> None:
    person = make_person(totp=True, locale="ar")
    people.set_password(User.objects.get(email=person.email), "another battery staple horse")
    outbox.drain()
    assert "\u2068Gatehouse\u2069" in mail.memory[-1].get_content()
    assert languages.isolated("a\u2069b\u2068") == "\u2068ab\u2069"


@database
def test_the_language_of_one_answer_never_reaches_a_program() -> None:
    browser = Browser()
    browser.http.defaults["HTTP_ACCEPT_LANGUAGE"] = "ar"
    page_at(browser, "/nowhere")
    assert translation.get_language() == "en"  # the thread serves others next
    answer = browser.http.get("/api/v1/nowhere")
    assert answer.status_code == 404 and "Content-Language" not in answer
    assert answer.content.isascii()
