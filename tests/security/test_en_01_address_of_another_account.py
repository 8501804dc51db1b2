"""EN-01, EN-02 at the change of address: a signed-in person asks whether an address has an account. OWASP ASVS 6.3.8."""

import re

import pytest
import time_machine

from idp.accounts import services as accounts
from idp.accounts.models import Challenge, User
from idp.core import clock, mail
from idp.limits.models import GuessBudget, RateBucket
from tests.factories.accounts import letters
from tests.factories.people import make_person
from tests.factories.web_forms import make_signed_in, page_of, press
from tests.rp import Page
from tests.security.test_en_01_equal_answers import work

pytestmark = pytest.mark.django_db(transaction=True)
WANTED = "wanted@example.org"
KINDS = ("free", "owned", "owned with an app", "disabled", "unproved")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')


def prepare(kind: str) -> None:
    User.objects.filter(email=WANTED).delete()
    Challenge.objects.all().delete()
    RateBucket.objects.all().delete()
    GuessBudget.objects.all().delete()
    if kind != "free":
        make_person(email=WANTED, totp=kind == "owned with an app")
    if kind == "disabled":
        accounts.update_user(User.objects.get(email=WANTED), is_active=False)
    if kind == "unproved":
        User.objects.filter(email=WANTED).update(email_verified_at=None)


def seen(page: Page) -> tuple[object, ...]:
    headers = {name: value for name, value in page.response.headers.items() if name != "X-Request-Id"}
    return page.status, page.path, headers, TOKEN.sub(rb"\1", page.response.content)


def test_page_wrong_code_and_resend_are_the_same_by_equal_work(monkeypatch: pytest.MonkeyPatch) -> None:
    browser, _ada = make_signed_in(totp=True)
    answers, efforts = {}, {}
    with time_machine.travel(clock.now(), tick=False):
        for kind in KINDS:
            prepare(kind)
            form = page_of(browser, "/account/email")
            with work(monkeypatch) as efforts[kind]:
                page = press(browser, form, "send", email=WANTED)
            wrong = press(browser, page, "verify", code="12345x")
            answers[kind] = [seen(page), seen(wrong), seen(press(browser, page, "resend"))]
    assert answers["free"][0][0] == 200 and answers["free"][1][0] == 422
    assert all(answer == answers["free"] for answer in answers.values())
    assert all(effort == efforts["free"] for effort in efforts.values()), efforts


@pytest.mark.parametrize("kind", ["owned", "owned with an app", "disabled"])
def test_its_owner_is_told_and_nobody_gets_a_code(kind: str) -> None:
    prepare(kind)
    browser, ada = make_signed_in()
    press(browser, page_of(browser, "/account/email"), "send", email=WANTED)
    letter = letters(WANTED)[-1]
    assert letter.code == "" and "belongs to yours" in letter.text
    assert ada.email not in letter.text, "nor who asked"
    challenge = Challenge.objects.get(purpose="change_email")
    assert challenge.user is None


def test_even_the_code_that_nobody_was_sent_takes_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare("owned")
    browser, ada = make_signed_in()
    monkeypatch.setattr("idp.core.secrets.digits", lambda count=6: "123456")
    page = press(browser, page_of(browser, "/account/email"), "send", email=WANTED)
    assert press(browser, page, "verify", code="123456").status == 422
    assert sorted(User.objects.values_list("email", flat=True)) == sorted([WANTED, ada.email])


def test_asking_is_limited_for_each_address() -> None:
    prepare("owned")
    with time_machine.travel(clock.now(), tick=False) as now:
        browser, _ada = make_signed_in()
        statuses = []
        for _ in range(7):
            form = page_of(browser, "/account/email")
            statuses.append(press(browser, form, "send", email=WANTED).status if form.status == 200 else form.status)
            now.shift(61)
    assert statuses[:5] == [200] * 5 and set(statuses[5:]) == {429}
    assert len([message for message in mail.memory if message["To"] == WANTED]) <= 5
