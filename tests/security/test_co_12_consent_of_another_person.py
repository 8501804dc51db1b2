"""CO-12 (our own): the consent page names one person, another signs in beside it, then Allow is pressed on the old page."""

import pytest

from idp.clients.models import Consent
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_to_one_persons_page_is_not_anothers() -> None:
    browser, ada, bob, rp = Browser(), make_person(totp=True), make_person(), make_rp()
    make_rp(trusted=True).begin().sign_in(browser, ada)
    consent = rp.begin().open(browser)
    assert isinstance(consent, Page) and ada.email in consent.text
    make_rp(trusted=True).begin(prompt="login").sign_in(browser, bob)
    after = browser.submit(consent, decision="allow")
    assert isinstance(after, Page) and after.slug == "consent" and bob.email in after.text
    assert not Consent.objects.exists() and not Grant.objects.filter(client__client_id=rp.client_id).exists()
