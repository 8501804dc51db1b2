"""EN-01 at the reset door: who has an account is told by no word, header, cookie, work, or limit. OWASP ASVS 6.3.8."""

import pytest
import time_machine

from idp.accounts.models import Link, User
from idp.core import clock, mail
from idp.core.models import OutboxEntry
from idp.limits.models import RateBucket
from tests.factories.mailed_links import mails_to
from tests.factories.web_forms import page_of, press
from tests.rp import Browser
from tests.security.test_en_01_equal_answers import EMAIL, KINDS, prepare, seen, work

pytestmark = pytest.mark.django_db(transaction=True)
WITH_LINK = {"known", "with an app", "no password"}
ASKABLE = [kind for kind in KINDS if kind != "no address"]


def test_the_answer_and_the_work_are_the_same_for_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, efforts = {}, {}
    moment = clock.now()
    for day, kind in enumerate(ASKABLE):
        with time_machine.travel(moment.replace(year=moment.year + 1 + day), tick=False):
            User.objects.all().delete()
            RateBucket.objects.all().delete()
            prepare(kind)
            browser = Browser()
            page = page_of(browser, "/password/forgot")
            with work(monkeypatch) as efforts[kind]:
                place = press(browser, page, "send", email=EMAIL)
            status, slug, headers, body, cookies = seen(place, browser)
            headers = {name: value for name, value in headers.items() if name != "Date"}
            answers[kind] = (status, slug, headers, body, cookies)
    assert answers["unknown"][0] == 200
    assert all(answer == answers["unknown"] for answer in answers.values())
    assert all(effort == efforts["unknown"] for effort in efforts.values()), efforts
    assert "INSERT INTO core_outboxentry" in efforts["unknown"]
    assert "hash" not in efforts["unknown"] and not any("accounts_user" in step for step in efforts["unknown"])


@pytest.mark.parametrize("kind", ASKABLE)
def test_only_who_can_use_a_link_gets_one_and_nobody_else_any_mail(kind: str) -> None:
    prepare(kind)
    browser = Browser()
    press(browser, page_of(browser, "/password/forgot"), "send", email=EMAIL.upper().replace("EXAMPLE.ORG", "example.org"))
    assert (len(mails_to(EMAIL)), Link.objects.count()) == ((1, 1) if kind in WITH_LINK else (0, 0))
    assert len(mail.memory) == Link.objects.count()


def test_the_addresss_own_limit_is_silent() -> None:
    """Three an hour from one network; who asks a fourth time sees what everybody sees, and the last link still works."""
    prepare("known")
    pages = []
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(5):
            browser = Browser(ip="203.0.113.7")
            page = press(browser, page_of(browser, "/password/forgot"), "send", email=EMAIL)
            pages.append((page.status, page.text))
            now.shift(60)
        assert len(set(pages)) == 1 and pages[0][0] == 200
        assert len(mails_to(EMAIL)) == 3
        now.shift(3600)
        press(browser, page_of(browser, "/password/forgot"), "send", email=EMAIL)
        assert len(mails_to(EMAIL)) == 4


def test_the_entry_that_waits_holds_no_token() -> None:
    prepare("known")
    browser = Browser()
    press(browser, page_of(browser, "/password/forgot"), "send", email=EMAIL)
    assert "gl_" not in str(list(OutboxEntry.objects.values()))
