"""`idp revoke-all`: one command after a restore or a leak. What it ends is a row of docs/blast-radius.md."""

import pytest

from idp.audit.models import Event
from idp.sessions.models import Deployment
from tests.factories.people import make_person
from tests.integration.operations.terminal import refused, run, run_json
from tests.rp import Browser
from tests.security.sign_ins import sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_everybody_is_signed_out_and_may_sign_in_again() -> None:
    alice = make_person(totp=True)
    browser = sign_in(alice)
    assert signed_in(browser)
    assert "Everybody is signed out" in run("revoke_all", "--reason", "a drill")
    assert not signed_in(browser)
    event = Event.objects.get(action="deployment:access:revoke")
    assert (event.actor, event.reason, event.detail) == ("operator", "a drill", {"epoch": 1})
    again = Browser()
    assert run_json("revoke_all", "--reason", "again") == {"epoch": 2}
    assert Deployment.objects.count() == 1 and not signed_in(again)


def test_without_a_reason_nothing_ends() -> None:
    assert refused("revoke_all", "--reason", " ").code == 1
    assert not Deployment.objects.exists()
