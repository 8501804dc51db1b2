"""Who is told of sign-outs: a client that never could be learns it at registration, the operator by doctor and on its page,

and the person reads on the signed-out page what is known, and no more. OpenID Connect Back-Channel Logout 1.0 §2.2.
"""

from typing import Any

import pytest

from idp.clients import registration
from idp.clients.models import Client
from idp.core import fetch, outbox
from idp.operations import doctor
from idp.protocol.rfc7591_registration import InvalidMetadata
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin, page_of
from tests.rp import Browser, Page
from tests.security.sign_ins import policy

pytestmark = pytest.mark.django_db(transaction=True)
OUT_OF_REACH = {
    "https://rp.example.org:8443/bcl": fetch.NO_PORT,
    "https://10.0.0.1/bcl": fetch.NO_ADDRESS,
    "https://localhost/bcl": fetch.NO_ADDRESS,
    "http://rp.example.org/bcl": fetch.NO_HTTP,
}


def metadata(uri: str, **more: Any) -> dict[str, Any]:
    return {"client_name": "Shop", "redirect_uris": ["https://rp.example.org/cb"], "scope": "openid"} | more | {
        "backchannel_logout_uri": uri
    }  # fmt: skip


@pytest.mark.parametrize("uri", OUT_OF_REACH)
def test_whoever_could_never_be_told_learns_so_at_registration(uri: str) -> None:
    with pytest.raises(InvalidMetadata) as refused:
        registration.register(metadata(uri), actor="operator")
    (fault,) = refused.value.faults
    assert fault.field == "backchannel_logout_uri" and fault.value == uri and fault.why
    good = registration.register(metadata("https://rp.example.org/bcl"), actor="operator").client
    with pytest.raises(InvalidMetadata):
        registration.update(good, metadata(uri), actor="operator")


def test_what_the_operator_opened_is_registered_and_stays_editable_when_it_is_closed(settings: Any) -> None:
    uri = "https://10.0.0.1:8443/bcl"
    policy(settings, outbound_allow=["10.0.0.0/8:8443"])
    client = registration.register(metadata(uri), actor="operator").client
    policy(settings, outbound_allow=[])
    registration.update(client, metadata(uri, client_name="Store"), actor="operator")
    assert Client.objects.get().name == "Store"


@pytest.mark.parametrize("uri", OUT_OF_REACH)
def test_doctor_and_the_clients_page_say_so(uri: str) -> None:
    app = make_rp(backchannel_logout_uri=uri)
    (finding,) = doctor.examine(["sign-out notices"])
    assert not finding.ok and app.client_id in finding.words and OUT_OF_REACH[uri] in finding.words
    assert "IDP_OUTBOUND_ALLOW" in finding.remedy
    page = page_of(make_admin()[0], f"/manage/clients/{app.client_id}")
    assert page.soup.select_one("#unreachable") is not None
    Client.objects.update(backchannel_logout_uri="https://rp.example.org/bcl")
    (finding,) = doctor.examine(["sign-out notices"])
    assert finding.ok and finding.words == "1 are told of sign-outs"
    assert page_of(make_admin()[0], f"/manage/clients/{app.client_id}").soup.select_one("#unreachable") is None


def names(page: Page, place: str) -> list[str]:
    return [item.get_text() for item in page.soup.select(f"#{place} li")]


def test_the_signed_out_page_says_who_is_told_and_who_cannot_be() -> None:
    alice, browser = make_person(totp=True), Browser()
    for name, uri in (("Shop", "https://rp.example.org/bcl"), ("Wiki", ""), ("Mail", "https://10.0.0.1/bcl")):
        make_rp(trusted=True, name=name, backchannel_logout_uri=uri).begin().tokens(browser, alice)
    make_rp(name="Never used", backchannel_logout_uri="https://rp.example.org/bcl")
    question = browser.get("/oauth2/logout")
    assert isinstance(question, Page)
    page = browser.submit(question)
    assert isinstance(page, Page) and "You are signed out" in page.text
    assert (names(page, "told"), names(page, "untold")) == (["Shop"], ["Mail", "Wiki"])
    assert "have been told" not in page.text
    outbox.drain()
    queued = outbox.OutboxEntry.objects.filter(kind="oidc.backchannel_logout").count()
    assert queued == 2  # also what is not called has its event, so that `idp why` can tell


def test_where_no_app_was_used_or_nobody_was_signed_in_it_speaks_of_none() -> None:
    alice, browser = make_person(totp=True), Browser()
    nobody = browser.get("/oauth2/logout")
    assert isinstance(nobody, Page)
    assert names(nobody, "told") == names(nobody, "untold") == []
    assert "apps" not in nobody.text.casefold()
    tokens = make_rp(trusted=True, name="Wiki").begin().tokens(browser, alice)
    page = browser.get(f"/oauth2/logout?id_token_hint={tokens['id_token']}")
    assert isinstance(page, Page)
    assert (names(page, "told"), names(page, "untold")) == ([], ["Wiki"])
