"""MF-23: the browser brings a seed of its own, or reads the seed again after it works. Mass assignment."""

import pyotp
import pytest

from idp.core import clock
from idp.mfa.models import Authenticator
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.sign_ins import at, half_session

pytestmark = pytest.mark.django_db(transaction=True)
OWN = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


def test_a_seed_from_the_browser_is_ignored_and_the_real_one_shown_once() -> None:
    carol, browser = make_person(), Browser()
    page = half_session(browser, carol, flow=make_rp(trusted=True, minimum_acr="mfa").begin())
    enrol = browser.submit(page, code=carol.mailed_code())
    assert isinstance(enrol, Page)
    seed = enrol.soup.find(id="totp-secret").get_text().replace(" ", "")
    own = pyotp.TOTP(OWN).at(clock.unix_time())
    refused = browser.submit(enrol, code=own, secret=OWN, seed=OWN, totp_secret=OWN)
    assert isinstance(refused, Page) and refused.status == 422
    assert not Authenticator.objects.exclude(confirmed_at=None).exists()
    saved = browser.submit(enrol, **carol.answers(enrol))
    assert isinstance(saved, Page) and saved.slug == "recovery-codes"
    for slug in ("enrol-totp", "recovery-codes"):
        assert seed not in at(browser, saved, slug).response.content.decode()
    carol.walk(browser, saved)
    assert seed not in browser.get("/account/mfa").response.content.decode()
