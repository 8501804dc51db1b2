"""CO-11 (our own): consent was given for `openid`; single claims are asked for. Spec: OpenID Connect Core §5.5."""

import json

import pytest

from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_claim_beyond_the_consented_scopes_asks_again() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp()
    rp.begin(scope="openid").sign_in(browser, ada)
    assert isinstance(rp.begin(scope="openid").open(browser), Arrival)
    asked = rp.begin(scope="openid", claims=json.dumps({"userinfo": {"email": {"essential": True}}})).open(browser)
    assert isinstance(asked, Page) and asked.slug == "consent"
    assert "e-mail address" in asked.text
