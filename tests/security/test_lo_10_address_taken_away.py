"""LO-10: an address taken from a client in another process still works in this one, where nobody asks for the client's version.

The quiet doors: signing out, telling clients of it, cross-origin answers, pages. RP-Initiated Logout 1.0 §3.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
import time_machine

from idp.clients import registry
from idp.clients.models import Client
from idp.core import clock
from idp.core.models import OutboxEntry
from idp.oidc import backchannel
from tests.factories.oidc import ORIGIN, change_client, make_party
from tests.rp import Arrival, Page
from tests.security.signed_in import SignedIn, signed_in

pytestmark = pytest.mark.django_db
AFTER = "https://rp.example/after"


@pytest.fixture(autouse=True)
def later() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as time:
        yield time


def change(who: SignedIn, later: time_machine.Traveller, **values: str) -> None:
    """As another process does; this one has a copy that it used a second ago."""
    assert registry.get(who.rp.client_id) is not None
    change_client(Client.objects.get(client_id=who.rp.client_id), **values)
    later.shift(1)


def test_nobody_is_sent_to_an_address_that_was_taken_away(later: time_machine.Traveller) -> None:
    alice = signed_in(post_logout_redirect_uris=AFTER)
    leave = "/oauth2/logout?" + urlencode({"id_token_hint": alice.tokens()["id_token"], "post_logout_redirect_uri": AFTER})
    change(alice, later, post_logout_redirect_uris="")
    assert isinstance(alice.browser.get(leave), Page)
    change(alice, later, post_logout_redirect_uris=AFTER)
    assert isinstance(alice.browser.get(leave), Arrival)


def test_no_logout_token_goes_where_the_client_is_no_more(later: time_machine.Traveller) -> None:
    alice = signed_in(backchannel_logout_uri="https://rp.example/out")
    change(alice, later, backchannel_logout_uri="")
    backchannel.tell(alice.rp.client_id, alice.user.sub, [alice.session.sid])
    assert not OutboxEntry.objects.filter(kind=backchannel.KIND).exists()


def test_an_origin_that_was_taken_away_reads_nothing(later: time_machine.Traveller) -> None:
    party = make_party(allowed_origins=ORIGIN)
    token = party.sign_in()["refresh_token"]
    for allowed, expected in (("", None), (ORIGIN, ORIGIN)):
        assert registry.get(party.client.client_id) is not None
        change_client(party.client, allowed_origins=allowed)
        later.shift(1)
        for answer in (
            party.post("revoke", {"token": "unknown"}, origin=ORIGIN),
            party.post("token", {"grant_type": "refresh_token", "refresh_token": "x"}, origin=ORIGIN),
            party.post("token", {"grant_type": "nonsense"}, origin=ORIGIN),
        ):
            assert answer.headers.get("Access-Control-Allow-Origin") == expected
    assert party.refresh(token).status_code == 200
