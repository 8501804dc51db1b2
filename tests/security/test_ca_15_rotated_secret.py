"""CA-15: an old secret after its replacement; in the overlap both are right. Source: rauthy's graceful rotation."""

from datetime import timedelta

import pytest
import time_machine

from idp.clients import client_secrets, registration
from idp.clients.models import ClientSecret
from idp.core import clock
from tests.factories.oidc import Party, add_secret, make_party
from tests.security.standing import no_secret_in, refused_at_token

pytestmark = pytest.mark.django_db
FORM = {"grant_type": "client_credentials"}


def machine() -> Party:
    return make_party("old secret", grant_types=["client_credentials"], scope="read")


def test_both_work_in_the_overlap_and_the_old_one_is_dead_after() -> None:
    party = machine()
    with time_machine.travel(clock.now(), tick=False) as time:
        ClientSecret.objects.update(expires_at=clock.now() + timedelta(hours=1))
        add_secret(party.client, "new secret")
        for moment, old in ((0, 200), (3599, 200), (1, 401)):
            time.shift(moment)
            party.secret = "old secret"
            assert party.post("token", FORM).status_code == old
            party.secret = "new secret"
            assert party.post("token", FORM).status_code == 200


def test_replaced_without_an_overlap_it_is_dead_at_once_and_shown_nowhere() -> None:
    party = machine()
    assert party.post("token", FORM).status_code == 200
    party.client.refresh_from_db()
    made = client_secrets.rotate(party.client, actor="operator")
    refused_at_token(party.post("token", FORM), "invalid_client", 401)
    party.secret = made
    assert party.post("token", FORM).status_code == 200
    no_secret_in(repr(list(ClientSecret.objects.values())) + repr(registration.describe(party.client)), made, "old secret")
