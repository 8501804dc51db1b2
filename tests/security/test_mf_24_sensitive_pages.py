"""MF-24, MF-25: a session left open, or stolen, changes factors or clients without a fresh proof. OWASP ASVS 7.5.1, 7.5.3."""

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings

from idp.accounts.models import Challenge, User
from idp.clients.models import Client
from idp.core import clock
from idp.limits.models import GuessBudget
from idp.mfa.models import Authenticator, RecoveryCode
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import at, half_session

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = [
    "/account/mfa",
    "/account/password",
    "/account/email",
    "/manage/clients",
    "/manage/clients/new?type=web",
    "/admin/",
    "/admin/accounts/user/",
]
POSTS = [
    ("/account/mfa", {"remove": "HANDLE"}),
    ("/account/mfa", {"renew": "1"}),
    ("/account/mfa", {"code": "123456"}),
    ("/account/password", {"current_password": "correct horse battery staple", "password": "another rather long sentence"}),
    ("/account/email", {"email": "elsewhere@example.org"}),
    ("/account/email/code", {"code": "123456"}),
    ("/manage/clients/new?type=web", {"client_name": "New", "redirect_uris": "https://x.example/cb"}),
]


def signed_in(now: object) -> tuple[Person, Browser]:
    alice, browser = make_person(totp=True, is_admin=True), Browser()
    assert isinstance(browser.submit(half_session(browser, alice), code=alice.totp()), Arrival)
    return alice, browser


@pytest.mark.parametrize("path", PAGES)
def test_after_ten_minutes_the_app_is_asked_for_again(path: str) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser = signed_in(now)
        now.shift(599)
        assert browser.get(path).path.partition("?")[0] == path.partition("?")[0]
        now.shift(2)
        place = browser.get(path)
        assert isinstance(place, Page) and place.slug == "mfa-totp"
        back = browser.submit(place, code=alice.totp())
        assert isinstance(back, Page) and back.path.partition("?")[0] == path.partition("?")[0]


@pytest.mark.parametrize(("path", "answers"), POSTS)
def test_an_old_proof_posts_nothing(path: str, answers: dict[str, str]) -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        _, browser = signed_in(now)
        form = browser.get("/account/mfa")
        assert isinstance(form, Page)
        handle = Authenticator.objects.exclude(confirmed_at=None).get().handle
        codes, clients = set(RecoveryCode.objects.values_list("code_mac")), Client.objects.count()
        now.shift(601)
        sent = {name: value.replace("HANDLE", handle) for name, value in answers.items()}
        place = browser.post(path, {"csrfmiddlewaretoken": token_of(form)} | sent)
        assert isinstance(place, Page) and place.slug == "mfa-totp"
        assert Authenticator.objects.filter(handle=handle).exclude(confirmed_at=None).exists()
        assert User.objects.get().epoch == 0 and not Challenge.objects.filter(purpose="change_email").exists()
        assert set(RecoveryCode.objects.values_list("code_mac")) == codes and Client.objects.count() == clients


def test_a_mailed_code_or_the_password_is_not_the_strongest_factor() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser = signed_in(now)
        now.shift(601)
        page = browser.get("/account/mfa")
        assert isinstance(page, Page)
        assert at(browser, page, "mfa").soup.find(id="way-email_otp") is None
        login = at(browser, page, "login")
        place = browser.submit(login, username=alice.email, password=alice.password)
        assert isinstance(place, Page) and place.slug == "mfa-totp"


def test_guessing_the_password_there_counts_as_at_the_front_door_of_this_browser() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        alice, browser = signed_in(now)
        now.shift(601)
        page = browser.get("/account/mfa")
        assert isinstance(page, Page)
        login = at(browser, page, "login")
        for _ in range(5):
            browser.submit(login, username=alice.email, password="wrong")
        assert GuessBudget.objects.exclude(failures=0).get(user__email=alice.email, factor_class="password").failures == 5
        del browser.http.cookies[settings.SESSION_COOKIE_NAME]
        first = browser.get("/interaction/start")
        assert isinstance(first, Page)
        blocked = browser.submit(first, username=alice.email, password=alice.password)
        assert isinstance(blocked, Page) and blocked.status == 429


def token_of(page: Page) -> str:
    return str(
        BeautifulSoup(page.response.content, "html.parser").find("input", attrs={"name": "csrfmiddlewaretoken"})["value"]
    )
