"""PW-04: a new password that is tried first, holds the name of its owner or of this service, or is too short. ASVS 6.2."""

import pytest

from idp.accounts import passwords
from idp.accounts.models import User
from tests.factories.mailed_links import choose_password, forget_password
from tests.factories.people import PASSWORD, make_person
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
BAD = [
    "",
    "a",
    "Tr0ub4d",
    "password",
    "password1234",
    "qwertyuiop12",
    "gatehouse123",
    "adalovelace",
    "lovelace2026",
    "111111111111",
]
GOOD = [
    "correct horse battery",
    "  spaces at both ends  ",
    "пароль из четырёх слов",
    "a" * 12 + "-7-" + "b" * 9,
    "\U0001f40e grazes on \U0001f33f \U0001f319",
]


@pytest.mark.parametrize("password", BAD)
def test_at_the_reset_door(password: str) -> None:
    ada = make_person(email="ada.lovelace@example.org")
    refused = choose_password(Browser(), forget_password(ada.email), password)
    assert refused.status == 422 and refused.soup.find(id="id_password_error").get_text().strip()
    user = User.objects.get(email=ada.email)
    assert passwords.check(user, PASSWORD) and user.epoch == 0
    assert not refused.soup.find(id="id_password").has_attr("value")


@pytest.mark.parametrize("password", GOOD)
def test_no_rule_about_kinds_of_characters_and_every_character_counts(password: str) -> None:
    ada, browser = make_person(email="ada.lovelace@example.org"), Browser()
    assert choose_password(browser, forget_password(ada.email), password).path == "/password/changed"
    user = User.objects.get(email=ada.email)
    assert passwords.check(user, password) and not passwords.check(user, password.strip() + "x")


def test_a_password_beyond_all_measure_is_refused_before_it_costs_anything() -> None:
    ada = make_person()
    refused = choose_password(Browser(), forget_password(ada.email), "x" * 1025)
    assert refused.status in {400, 422} and "1,024" in refused.text
