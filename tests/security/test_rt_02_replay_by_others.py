"""RT-02: a stolen old refresh token must not be a weapon: only its own, authenticated client can end its family by it."""

import pytest
import time_machine

from idp.core import clock
from tests.factories.oidc import Party, basic, body, make_client, make_party
from tests.security.grants import good, nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


def test_the_family_of_a_confidential_client_is_untouched() -> None:
    party, other = make_party("s3cret"), make_party("another")
    public = Party(client=make_client())
    with time_machine.travel(clock.now(), tick=False) as time:
        first = party.sign_in()
        second = body(party.refresh(first["refresh_token"]))
        time.shift(60)
        replay = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
        with nothing_changes():
            refused_at_token(other.refresh(first["refresh_token"]))
            refused_at_token(public.refresh(first["refresh_token"]))
            wrong = party.post("token", replay, authorization=basic(party.client.client_id, "guessed"))
            refused_at_token(wrong, "invalid_client", 401)
            unproved = party.post("token", replay | {"client_id": party.client.client_id}, authorization="")
            refused_at_token(unproved, "invalid_client", 401)
        good(party, second)
        assert party.refresh(second["refresh_token"]).status_code == 200
