"""MF-40, PW-05: a stranger registers an address and waits; an operator vouches for the address, whose owner never came.

The account is the owner's from then on, so the stranger's password, which nobody but the stranger knows, goes.
"""

import pytest

from idp.accounts import people
from idp.accounts.models import User
from tests.rp import Browser, Page
from tests.security.sign_ins import policy, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL, STRANGERS, OWNERS = "carol@example.org", "what only the stranger will know", "another rather long sentence"


def stranger_waits() -> tuple[Browser, Page]:
    browser = Browser()
    form = browser.get("/register")
    assert isinstance(form, Page)
    waits = browser.submit(form, email=EMAIL, name="Carol", password=STRANGERS)
    assert isinstance(waits, Page) and waits.slug == "verify-email"
    return browser, waits


@pytest.mark.parametrize("given", [{}, {"password": OWNERS}])
def test_the_strangers_password_and_sign_in_are_worth_nothing(given: dict[str, str], settings: object) -> None:
    policy(settings, mfa_policy="optional")
    browser, waits = stranger_waits()
    people.update_user(User.objects.get(email=EMAIL), email_verified=True, is_admin=True, **given)
    carol = User.objects.get(email=EMAIL)
    assert carol.email_verified_at is not None and not carol.check_password(STRANGERS)
    assert carol.check_password(OWNERS) == bool(given)
    browser.get(waits.path.rpartition("/")[0])
    assert not signed_in(browser)


def test_who_proved_the_address_keeps_the_password_whatever_the_operator_says_again() -> None:
    carol = people.create_user(EMAIL, password=OWNERS, email_verified=True)
    assert people.update_user(carol, email_verified=True, name="Carol") == ["name"]
    assert User.objects.get(email=EMAIL).check_password(OWNERS)
