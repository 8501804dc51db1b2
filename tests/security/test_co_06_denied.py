"""CO-06: a denial is told to the client and remembered nowhere. RFC 6749 §4.1.2.1."""

import pytest

from idp.audit.models import Event
from idp.clients.models import Consent
from idp.oidc.models import Grant
from tests.rp import Page
from tests.security.signed_in import signed_in
from tests.security.standing import one_refusal, refused_at_client

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6749", "4.1.2.1", "MUST")
@pytest.mark.parametrize("mode", ["query", "form_post"])
def test_the_client_is_told_and_the_next_request_asks_again(mode: str) -> None:
    alice = signed_in(trusted=False)
    flow = alice.rp.begin(response_mode=mode)
    page = flow.open(alice.browser)
    assert isinstance(page, Page)
    refused_at_client(alice.browser.submit(page, decision="deny"), flow, "access_denied")
    assert Grant.objects.count() == 0 and Consent.objects.count() == 0
    one_refusal("authorization:request:decide", client_id=alice.rp.client_id, ip=alice.browser.ip, actor=alice.user.sub)
    again = alice.ask()
    assert isinstance(again, Page) and again.slug == "consent"


def test_a_denial_takes_nothing_back_that_was_allowed_before() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask(scope="openid")
    assert isinstance(page, Page)
    alice.browser.submit(page, decision="allow")
    more = alice.ask(scope="openid phone")
    assert isinstance(more, Page)
    alice.browser.submit(more, decision="deny")
    assert Consent.objects.get().scopes == ["openid"]
    assert Event.objects.filter(action="authorization:request:decide", outcome="refused").count() == 1
