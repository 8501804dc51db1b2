"""PW-09: a password that is dear to judge, at every form that takes a new one. PW-10: more sign-ins at once than can be hashed.

Limit, validate, spend, issue: what costs comes after the limit of its door, and whoever is turned away spent nothing.
"""

from collections.abc import Callable
from contextlib import suppress

import pytest

from idp.accounts import guessability, passwords
from idp.accounts import services as accounts
from idp.core.errors import Throttled
from idp.limits import rates
from idp.limits.doors import DOORS, Door
from idp.limits.gate import Gate
from idp.limits.models import GuessBudget
from tests.factories.mailed_links import choose_password, forget_password
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page
from tests.security.sign_ins import page_of

pytestmark = pytest.mark.django_db(transaction=True)
DEAR = "4@8({[<369!1|70$57+%24@8({[<36"


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    seen: list[str] = []
    judge = guessability.judge
    monkeypatch.setattr(guessability, "judge", lambda text, words: seen.append(text) or judge(text, words))
    return seen


def exhaust(door: Door, ip: str) -> None:
    with suppress(Throttled):
        for _ in range(DOORS[door][0].count + 1):
            rates.hit(door, ip=ip)


def at_the_registration(browser: Browser) -> Callable[[str], Page | Arrival]:
    page = browser.get("/register")
    assert isinstance(page, Page)
    return lambda password: browser.submit(page, email="eve@example.org", name="Eve", password=password)


def at_the_reset(browser: Browser) -> Callable[[str], Page | Arrival]:
    link = forget_password(make_person().email)
    return lambda password: choose_password(browser, link, password)


@pytest.mark.parametrize("door", [at_the_registration, at_the_reset])
def test_nothing_is_judged_or_hashed_beyond_the_limit(
    door: Callable[[Browser], Callable[[str], Page | Arrival]], judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser()
    send = door(browser)
    exhaust(Door.NEW_PASSWORD, browser.ip)
    monkeypatch.setattr(passwords.Argon2PasswordHasher, "encode", lambda *_: pytest.fail("hashed"))
    place = send(DEAR)
    assert isinstance(place, Page) and place.status == 429 and int(place.response["Retry-After"]) >= 1
    assert "Too many attempts" in place.text and place.soup.find(id="id_password")
    assert judged == []


def test_nothing_is_judged_where_registration_is_closed(settings: object, judged: list[str]) -> None:
    browser = Browser()
    send = at_the_registration(browser)
    settings.IDP = settings.IDP.model_copy(update={"registration": "closed"})
    send(DEAR)
    assert judged == []


def test_the_address_that_registers_too_often_has_nothing_judged(judged: list[str]) -> None:
    browser = Browser()
    send = at_the_registration(browser)
    exhaust(Door.REGISTER, browser.ip)
    place = send(DEAR)
    assert isinstance(place, Page) and place.status == 429
    assert judged == []


def test_a_crowd_is_told_so_and_the_page_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ada, browser = make_person(), Browser()
    page = page_of(browser)
    with monkeypatch.context() as crowd:
        crowd.setattr(passwords, "work", Gate(places=0, waiting=0, share=1, patience_seconds=0))
        place = browser.submit(page, username=ada.email, password=ada.password)
    assert isinstance(place, Page) and (place.status, place.response["Retry-After"]) == (503, "2")
    assert "Many people are signing in now. Try again in 2 seconds." in place.text
    assert not GuessBudget.objects.exists(), "who is turned away has not guessed"
    later = browser.submit(place, username=ada.email, password=ada.password)
    assert isinstance(later, Page) and later.slug == "mfa-email"


def test_an_unknown_person_waits_at_the_same_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    ada, entered = make_person(), list[str]()
    gate = Gate(places=1, waiting=0, share=1, patience_seconds=0)
    enter = gate._enter
    monkeypatch.setattr(gate, "_enter", lambda caller: entered.append(caller) or enter(caller))
    monkeypatch.setattr(passwords, "work", gate)
    for email in (ada.email, "nobody@example.org"):
        accounts.authenticate(email, "not the password", ip="203.0.113.7")
    assert entered == ["203.0.113.0/24"] * 2


def test_the_limit_comes_before_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords.work, "_enter", lambda _caller: pytest.fail("it asked for a place"))
    exhaust(Door.PASSWORD, "203.0.113.7")
    with pytest.raises(Throttled):
        accounts.authenticate("ada@example.org", "whatever", ip="203.0.113.7")
