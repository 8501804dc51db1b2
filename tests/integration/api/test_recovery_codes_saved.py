"""The person's word that the recovery codes are kept: until it is given, the next sign-in asks again."""

import pytest

from idp.mfa.models import RecoverySet
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db(transaction=True)


def test_saying_so_is_remembered() -> None:
    caller = make_caller()
    _pending, confirmed = caller.enrol()
    assert len(confirmed.json()["recovery_codes"]) == 10
    assert RecoverySet.objects.get(user=caller.user).saved_at is None
    assert caller.call("POST", "me/recovery-codes/saved").status_code == 204
    assert RecoverySet.objects.get(user=caller.user).saved_at is not None


def test_it_needs_the_right_to_change_the_account() -> None:
    assert make_caller(scope="openid account:read").call("POST", "me/recovery-codes/saved").status_code == 403
