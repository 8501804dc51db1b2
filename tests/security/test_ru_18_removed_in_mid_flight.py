"""RU-18 (our own): the redirect URI is removed from the client while the person signs in. Spec: RFC 9700 §4.1."""

import pytest

from idp.clients.models import Client
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_redirect_to_a_uri_that_is_no_longer_registered() -> None:
    browser, ada, rp = Browser(), make_person(totp=True), make_rp(trusted=True)
    page = ada.walk(browser, rp.begin().open(browser), until="mfa-totp")
    assert isinstance(page, Page)
    Client.objects.filter(client_id=rp.client_id).update(redirect_uris="https://other.example/cb", version=2)
    after = browser.submit(page, code=ada.totp())
    assert isinstance(after, Page) and after.status == 400 and after.reference
    assert Grant.objects.count() == 0
