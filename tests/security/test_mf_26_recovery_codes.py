"""MF-26: a recovery code is used twice, in another spelling, after the set was replaced; or guessed. OWASP ASVS 6.5.1, 6.5.2.

Twenty at the same time: tests/races/test_codes_once.py. Codes of another person: MF-04.
"""

import pytest

from idp.accounts.models import User
from idp.core import mail, outbox
from idp.mfa import recovery
from idp.mfa.models import RecoveryCode
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Person
from tests.security.sign_ins import another_way, half_session

pytestmark = pytest.mark.django_db(transaction=True)
CODE = "ABCDE-FGH23"


def enters(person: Person, code: str) -> bool:
    browser = Browser()
    page = another_way(browser, half_session(browser, person), "recovery")
    return isinstance(browser.submit(page, code=code), Arrival)


@pytest.mark.parametrize(
    "again", [CODE, CODE.lower(), CODE.replace("-", ""), "abcde fgh23", f"  {CODE}  ", "\uff21\uff22\uff23\uff24\uff25-FGH23"]
)
def test_a_used_code_is_dead_in_every_spelling_and_the_owner_is_told(again: str) -> None:
    alice = make_person(totp=True, codes=[CODE, "KKKKK-KKKKK"])
    assert enters(alice, CODE)
    assert not enters(alice, again)
    outbox.drain()
    told = [message.get_content() for message in mail.memory if message["To"] == alice.email]
    assert any("recovery code" in text.lower() for text in told)
    assert RecoveryCode.objects.filter(spent_at=None).count() == 1


def test_a_replaced_set_is_dead() -> None:
    alice = make_person(totp=True, codes=[CODE])
    user = User.objects.get(email=alice.email)
    codes = recovery.renew(user)
    recovery.mark_saved(user)
    assert not enters(alice, CODE)
    assert enters(alice, codes[0])


def test_a_set_is_ten_codes_of_fifty_bits_that_the_database_does_not_hold() -> None:
    codes = recovery.renew(User.objects.get(email=make_person(totp=True).email))
    rows = list(RecoveryCode.objects.values_list("code_mac", flat=True))
    assert len(set(codes)) == len(rows) == 10
    assert all(len(code.replace("-", "")) == 10 and len(mac) == 64 for code, mac in zip(codes, rows, strict=True))
    assert not any(code.replace("-", "").lower() in mac for code in codes for mac in rows)


def test_guessing_recovery_codes_has_a_budget_of_its_own() -> None:
    alice, browser = make_person(totp=True, codes=[CODE]), Browser()
    page = another_way(browser, half_session(browser, alice), "recovery")
    statuses = [browser.submit(page, code=f"AAAAA-AAAA{number}").response.status_code for number in range(6)]
    assert statuses == [422] * 5 + [429]
    browser = Browser()
    assert isinstance(browser.submit(half_session(browser, alice), code=alice.totp()), Arrival)
