"""A person's set of recovery codes. MF-26."""

import pytest

from idp import mfa
from idp.accounts.models import User
from idp.audit.models import Event
from idp.core.errors import AppError
from idp.mfa import recovery
from idp.mfa.models import RecoveryCode
from tests.factories.accounts import SECRET, browser, letters, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return person("ada@example.org", totp=SECRET, codes=["AAAAA-AAAAA", "BBBBB-BBBBB"])


def uses(user: User, code: str) -> bool:
    return mfa.verify(user, "recovery", code, binding="b", request=browser()) == mfa.Verified("recovery")


def test_new_codes_replace_the_old_ones(ada: User) -> None:
    codes = recovery.renew(ada, request=browser())
    assert len(codes) == recovery.left(ada) == 10
    assert not uses(ada, "AAAAA-AAAAA")
    assert uses(ada, codes[3]) and recovery.left(ada) == 9
    assert letters("ada@example.org")[0].subject == "Your recovery codes were replaced"
    assert Event.objects.filter(action="user:recovery-codes:renew", actor=ada.sub).count() == 1


def test_codes_are_stored_as_macs_of_their_owner(ada: User) -> None:
    bob = person("bob@example.org", totp="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", codes=["AAAAA-AAAAA"])
    stored = list(RecoveryCode.objects.values_list("code_mac", flat=True))
    assert len(set(stored)) == 3 and all(len(mac) == 64 for mac in stored)
    assert uses(bob, "AAAAA-AAAAA") and uses(ada, "AAAAA-AAAAA")


def test_saving_is_remembered(ada: User) -> None:
    recovery.renew(ada)
    assert not mfa.factor_facts(ada).recovery_saved
    recovery.mark_saved(ada)
    assert mfa.factor_facts(ada).recovery_saved


def test_importing_the_same_set_changes_nothing_and_spent_codes_stay_spent(ada: User) -> None:
    assert uses(ada, "AAAAA-AAAAA")
    assert not recovery.import_codes(ada, ["bbbbb-bbbbb", "AAAAAAAAAA"])
    assert not uses(ada, "AAAAA-AAAAA")
    assert recovery.import_codes(ada, ["CCCCC-CCCCC"])
    assert recovery.left(ada) == 1 and uses(ada, "CCCCC-CCCCC")


@pytest.mark.parametrize("codes", [[], [""], ["123456"], ["AAAAA-AAAAA", "aaaaa aaaaa"]])
def test_what_is_no_set_of_codes_is_refused(ada: User, codes: list[str]) -> None:
    with pytest.raises(AppError):
        recovery.import_codes(ada, codes)
    assert recovery.left(ada) == 2
