"""A sign-in by the new factor: offered, chosen, guessed at, right, and told as what it is."""

import pytest

from idp.limits.models import GuessBudget
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page, claims_of
from tests.security.sign_ins import another_way, half_session

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_factor_is_part_of_a_sign_in() -> None:
    alice, browser, flow = make_person(), Browser(), make_rp(trusted=True).begin(acr_values="mfa")
    page = another_way(browser, half_session(browser, alice, flow=flow), "word")
    assert page.slug == "mfa-word"
    for typed, failures in (("12", 0), ("herring", 1)):
        page = browser.submit(page, code=typed)
        assert isinstance(page, Page) and (page.status, page.slug) == (422, "mfa-word")
        assert sum(GuessBudget.objects.filter(factor_class="word").values_list("failures", flat=True)) == failures
    arrival = browser.submit(page, code="swordfish")
    assert isinstance(arrival, Arrival)
    claims = claims_of(flow.redeem(arrival.parameters["code"]).json()["id_token"])
    assert (claims["acr"], claims["amr"]) == ("mfa", ["pwd", "kba", "mfa"])
    assert Session.objects.get().factor == "word"
