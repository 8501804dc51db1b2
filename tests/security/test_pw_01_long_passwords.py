"""PW-01, PW-02, PW-03: passwords that are long, odd, cut off at 72 bytes by others, or meant to keep us hashing. ASVS 6.2.8."""

import time
import unicodedata

import pytest

from idp.accounts import passwords
from idp.accounts import services as accounts
from idp.limits.models import GuessBudget
from tests.factories.people import make_person
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import page_of
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = {
    "64 characters": "x1 Y" * 16,
    "128 characters": "k9-Z" * 32,
    "1024 characters": "q7.W" * 256,
    "spaces": "four words with spaces",
    "space at both ends": "  a rather long one  ",
    "emoji": "🦆🎺 seven green ducks 🧵",
    "no Latin": "пароль из многих слов",
}


def enters(email: str, password: str) -> bool:
    browser = Browser()
    place = browser.submit(page_of(browser), username=email, password=password)
    return isinstance(place, Page) and place.slug == "mfa-email"


@pytest.mark.parametrize("password", GOOD.values(), ids=GOOD)
def test_it_is_accepted_and_checked_to_the_last_character(password: str) -> None:
    assert passwords.strength(password) == []
    user = accounts.create_user(email="long@example.org", password=password, email_verified=True)
    assert enters(user.email, password)
    for near in (
        password[:-1],
        password + " ",
        password.strip() if password != password.strip() else f" {password}",
        password.swapcase(),
    ):
        if near != password and len(near) <= 1024:
            assert not passwords.check(user, near), near


def test_two_that_share_72_bytes_are_two() -> None:
    user = accounts.create_user(email="long@example.org", password="a1" * 40 + "left", email_verified=True)
    assert not enters(user.email, "a1" * 40 + "right")
    assert enters(user.email, "a1" * 40 + "left")


def test_two_spellings_of_one_text_are_one() -> None:
    text = "crème brûlée à l'été"
    user = accounts.create_user(email="nf@example.org", password=unicodedata.normalize("NFC", text), email_verified=True)
    assert enters(user.email, unicodedata.normalize("NFD", text))
    assert not enters(user.email, "creme brulee a l'ete")


@pytest.mark.parametrize("length", [1025, 4096, 4097, 100_000, 1_000_000, 10_000_000])
def test_beyond_the_limit_nothing_is_hashed(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    bob, browser = make_person(), Browser()
    page = page_of(browser)
    hashed: list[int] = []
    monkeypatch.setattr(passwords.Argon2PasswordHasher, "verify", lambda *arguments: hashed.append(1))
    started = time.process_time()
    place = browser.submit(page, username=bob.email, password="x" * length)
    spent = time.process_time() - started
    assert isinstance(place, Page) and place.status == 400
    tells_nothing(place.response)
    assert not hashed and not GuessBudget.objects.exists()
    assert spent < 2


def test_a_closed_registration_says_so(settings: object) -> None:
    """The page stays reachable by its address; what is posted there is refused, not a failure."""
    browser = Browser()
    page = browser.get("/register")
    assert isinstance(page, Page)
    settings.IDP = settings.IDP.model_copy(update={"registration": "closed"})
    eve = Person("eve@example.org", "a rather long sentence")
    place = browser.post(page.path, page.fields() | eve.answers(Page(page.response, "/register")))
    assert isinstance(place, Page) and (place.status in (400, 403) or place.slug == "login")
    tells_nothing(place.response)
