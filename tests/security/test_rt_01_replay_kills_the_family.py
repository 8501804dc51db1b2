"""RT-01: a refresh token of two rotations ago comes back: somebody stole one. Source: ASVS 10.4.5; RFC 9700 §4.14.2."""

import pytest
import time_machine

from idp.core import clock
from tests.factories.oidc import body, make_party
from tests.security.grants import gone, good
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 9700", "4.14.2", "MUST")
@pytest.mark.parametrize("secret", ["", "s3cret"], ids=["public", "confidential"])
@pytest.mark.parametrize("used", [0, 1], ids=["grandparent", "parent"])
def test_the_family_dies_and_no_other(secret: str, used: int) -> None:
    party = make_party(secret)
    bystander = party.sign_in()
    with time_machine.travel(clock.now(), tick=False) as time:
        family = [party.sign_in()]
        for _ in range(2):
            time.shift(60)
            family.append(body(party.refresh(family[-1]["refresh_token"])))
        time.shift(11)
        refused_at_token(party.refresh(family[used]["refresh_token"]))
        event = one_refusal("grant:refresh_token:reuse", client_id=party.client.client_id, subject=party.user.sub)
        assert event.detail["generation"] == used + 1
        for tokens in family:
            gone(party, tokens)
        good(party, bystander)
        assert party.refresh(bystander["refresh_token"]).status_code == 200
