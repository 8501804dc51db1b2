"""RT-05: the window is for the predecessor alone; an older token inside it is theft. Source: DOT #1617."""

import pytest
import time_machine

from idp.core import clock
from tests.factories.oidc import body, make_party
from tests.security.grants import gone
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


def test_the_grandparent_ends_the_family_within_the_window() -> None:
    party = make_party()
    with time_machine.travel(clock.now(), tick=False):
        first = party.sign_in()
        second = body(party.refresh(first["refresh_token"]))
        third = body(party.refresh(second["refresh_token"]))
        refused_at_token(party.refresh(first["refresh_token"]))
        one_refusal("grant:refresh_token:reuse", client_id=party.client.client_id)
        for tokens in (first, second, third):
            gone(party, tokens)
