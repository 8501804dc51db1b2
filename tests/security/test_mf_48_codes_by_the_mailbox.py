"""MF-48: password and mailbox of somebody with an app are enough to have new recovery codes shown, and so for an app's rights.

What asks in a sign-in whether the codes are saved would then be a way around the fresh proof that the account's pages demand.
"""

import pytest

from idp.mfa.models import RecoveryCode, RecoverySet
from tests.factories.people import make_person
from tests.rp import Arrival, Browser, Page, Person
from tests.security.sign_ins import another_way, half_session, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def alice() -> Person:
    """She has an app, an administrator's rights, and recovery codes of which she never said that they are saved."""
    person = make_person(totp=True, is_admin=True)
    RecoverySet.objects.update(saved_at=None)
    return person


def test_by_the_mailbox_no_new_codes_are_shown(alice: Person) -> None:
    before = set(RecoveryCode.objects.values_list("code_mac", flat=True))
    thief = Browser()
    page = another_way(thief, half_session(thief, alice), "email_otp")
    place = thief.submit(page, code=alice.mailed_code())
    if isinstance(place, Page) and place.slug == "recovery-codes":
        place = thief.submit(place, renew="1")
    assert isinstance(place, Arrival), place
    assert set(RecoveryCode.objects.values_list("code_mac", flat=True)) == before
    assert signed_in(thief) and RecoverySet.objects.get().saved_at is None  # she is asked when she comes with her app
