"""CS-16 (our own): the consent page stays open in one tab, the person signs out in another, then Allow is pressed."""

import pytest

from idp.oidc.models import Grant
from idp.sessions.engine import live_sessions
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_signing_out_takes_the_proofs_of_open_interactions_along() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp()
    consent = ada.walk(browser, rp.begin().open(browser), until="consent")
    question = browser.get("/oauth2/logout")
    assert isinstance(consent, Page) and isinstance(question, Page)
    browser.submit(question)
    assert not live_sessions().exists()
    after = browser.submit(consent, decision="allow")
    assert isinstance(after, Page) and after.slug == "login"
    assert not live_sessions().exists() and not Grant.objects.exists()
