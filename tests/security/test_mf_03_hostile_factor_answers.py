"""MF-03: the factor's page gets everything but a code. authentik CVE-2026-49448 let an empty POST pass."""

import pytest

from idp.limits.models import GuessBudget
from idp.sessions.models import Session
from tests.factories.people import make_person
from tests.rp import Browser, Page
from tests.security.sign_ins import half_session
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
NO_CODES = ["abc", "null", "[]", "{}", "true", "0", "0000000", "12345", "1e5000", "-12345", "+12345", "00000a", "' OR 1=1 --"]
GUESSES = ["000000", "١٢٣٤٥٦", "①②③④⑤⑥", "12345\u0660", "00 00-00"]  # six digits in any script and spacing


@pytest.mark.parametrize("code", NO_CODES)
def test_what_is_no_code_is_refused_as_its_shape_and_costs_no_try(code: str) -> None:
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice)
    for _ in range(6):
        place = browser.submit(page, code=code)
    assert isinstance(place, Page) and (place.status, place.slug) == (422, "mfa-totp")
    assert "A code has six digits. Check what you typed." in place.text
    assert not GuessBudget.objects.filter(factor_class="totp").exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize("code", GUESSES)
def test_six_digits_are_a_guess_however_they_are_written(code: str) -> None:
    alice, browser = make_person(totp=True), Browser()
    place = browser.submit(half_session(browser, alice), code=code)
    assert isinstance(place, Page) and (place.status, place.slug) == (422, "mfa-totp")
    assert GuessBudget.objects.get(user__email=alice.email, factor_class="totp").failures == 1
    assert not Session.objects.exists()


@pytest.mark.parametrize("answers", [{}, {"code": ""}, {"code": "   "}, {"Code": "123456"}, {"otp": "123456"}])
def test_no_code_at_all_passes_nothing_and_costs_no_try(answers: dict[str, str]) -> None:
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice)
    place = browser.post(page.path, {"csrf": page.fields()["csrf"]} | answers)
    assert isinstance(place, Page) and (place.status, place.slug) == (422, "mfa-totp")
    assert not GuessBudget.objects.filter(factor_class="totp").exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("csrf={csrf}&code={right}&code={right}", "application/x-www-form-urlencoded", 400),
        ("csrf={csrf}&code=" + "1" * 5000, "application/x-www-form-urlencoded", 400),
        ("csrf={csrf}&code=" + "1" * 1_000_000, "application/x-www-form-urlencoded", 400),
        ("csrf={csrf}&code=%00", "application/x-www-form-urlencoded", 400),
        ('{{"csrf": "{csrf}", "code": "{right}"}}', "application/json", 415),
        ("csrf={csrf}&code={right}", "text/plain", 415),
        ("<code>{right}</code>", "application/xml", 415),
    ],
)
def test_a_form_that_is_no_form_is_refused_whole(body: str, content_type: str, status: int) -> None:
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice)
    sent = body.format(csrf=page.fields()["csrf"], right=alice.totp())
    answer = browser.http.post(page.path, sent, content_type=content_type, headers={"origin": "http://localhost:8000"})
    assert answer.status_code == status
    tells_nothing(answer)
    assert not Session.objects.exists()
