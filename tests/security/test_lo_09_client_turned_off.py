"""LO-09: turning a client off ends no session and is taken back whole; sign-outs in the meantime still reach the client."""

import pytest

from idp.clients import registration
from idp.clients.models import Client
from idp.lifecycle import sign_out
from tests.security.household import STAYS, Household

pytestmark = pytest.mark.django_db(transaction=True)


def switch(household: Household, enabled: bool) -> None:
    registration.set_enabled(Client.objects.get(client_id=household.rp.client_id), enabled, actor="operator")


def test_off_and_on_again_is_no_sign_out() -> None:
    household = Household()
    switch(household, False)
    switch(household, True)
    seen = household.look()
    assert {seen["its tokens"], seen["its offline tokens"], seen["their tokens"], seen["their offline tokens"]} == {STAYS}
    assert seen["clients told"] == "none"


def test_a_client_that_is_off_is_told_of_a_sign_out() -> None:
    household = Household()
    switch(household, False)
    assert sign_out.one(household.user, household.here.sid)
    assert household.look()["clients told"] == "this session's"
