"""MF-30, MF-31: a token that claims more than was proved, or a demand that is quietly not met. RFC 8176; NIST SP 800-63B."""

from typing import Any

import pytest

from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page, claims_of
from tests.security.sign_ins import another_way, half_session, policy

pytestmark = pytest.mark.django_db(transaction=True)
ESSENTIAL = '{"id_token":{"acr":{"essential":true,"values":["%s"]}}}'


@pytest.mark.spec("OpenID Connect Core 1.0", "2", "MUST")
@pytest.mark.parametrize(
    ("way", "acr", "amr"),
    [
        ("password", "1fa", ["pwd"]),
        ("email_otp", "2fa-email", ["pwd", "otp"]),
        ("totp", "mfa", ["pwd", "otp", "mfa"]),
        ("recovery", "mfa", ["pwd", "otp", "mfa"]),
    ],
)
@pytest.mark.parametrize("asked", [None, "mfa", "phr mfa"])
def test_the_id_token_tells_what_was_done(way: str, acr: str, amr: list[str], asked: str | None, settings: Any) -> None:
    if way == "password":
        policy(settings, mfa_policy="optional")
        asked = None
    person, browser = make_person(totp=way != "password"), Browser()
    flow = make_rp(trusted=True).begin(acr_values=asked)
    if way == "password":
        place: Page | Arrival = flow.sign_in(browser, person)
    else:
        page = half_session(browser, person, flow=flow)
        page = page if way == "totp" else another_way(browser, page, way)
        code = {"totp": person.totp, "email_otp": person.mailed_code, "recovery": person.recovery_codes.pop}[way]()
        place = browser.submit(page, code=code)
    assert isinstance(place, Arrival), place.text
    claims = claims_of(flow.redeem(place.parameters["code"]).json()["id_token"])
    assert (claims["acr"], claims["amr"]) == (acr, amr)


def test_a_higher_demand_steps_the_session_up() -> None:
    alice, browser = make_person(totp=True), Browser()
    browser.submit(another_way(browser, half_session(browser, alice), "email_otp"), code=alice.mailed_code())
    flow = make_rp(trusted=True).begin(claims=ESSENTIAL % "mfa")
    page = flow.open(browser)
    assert isinstance(page, Page) and page.slug == "mfa-totp"
    place = browser.submit(page, code=alice.totp())
    assert isinstance(place, Arrival)
    assert claims_of(flow.redeem(place.parameters["code"]).json()["id_token"])["acr"] == "mfa"


@pytest.mark.parametrize("value", ["phr", "urn:mace:incommon:iap:silver"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_a_demand_that_nobody_can_meet_is_an_error(value: str, signed_in: bool) -> None:
    alice, browser = make_person(totp=True), Browser()
    if signed_in:
        browser.submit(half_session(browser, alice), code=alice.totp())
    place = make_rp(trusted=True).begin(claims=ESSENTIAL % value).open(browser)
    if isinstance(place, Page):
        place = alice.walk(browser, place)
    assert isinstance(place, Arrival)
    assert place.parameters["error"] == "unmet_authentication_requirements" and "code" not in place.parameters


def test_a_silent_request_is_refused_rather_than_served_less() -> None:
    alice, browser = make_person(totp=True), Browser()
    browser.submit(another_way(browser, half_session(browser, alice), "email_otp"), code=alice.mailed_code())
    for flow in (
        make_rp(trusted=True).begin(prompt="none", claims=ESSENTIAL % "mfa"),
        make_rp(minimum_acr="mfa").begin(prompt="none"),
    ):
        place = flow.open(browser)
        assert isinstance(place, Arrival) and "code" not in place.parameters
        assert place.parameters["error"] in ("interaction_required", "unmet_authentication_requirements")
