"""PW-05, CS-08: a thief's change of password or address is under way while the owner takes the account back.

Judging and hashing a password takes long; what was true before it may not be so after it.
"""

from typing import Any

import pytest

from idp.accounts import address_change, passwords
from idp.accounts.models import User
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password
from tests.factories.people import make_person
from tests.factories.web_forms import page_of, press
from tests.rp import Browser
from tests.security.sign_ins import sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
THIEFS = "what only the thief will know"


def test_a_password_that_was_judged_before_the_reset_is_not_set_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    alice = make_person(totp=True)
    thief, link = sign_in(alice), forget_password(alice.email)
    form, plain = page_of(thief, "/account/password"), passwords.new_hash

    def slowly(*given: Any, **named: Any) -> str:
        encoded = plain(*given, **named)
        monkeypatch.undo()
        choose_password(Browser(), link)
        return encoded

    monkeypatch.setattr(passwords, "new_hash", slowly)
    press(thief, form, "save", current_password=alice.password, password=THIEFS)
    assert passwords.check(User.objects.get(email=alice.email), NEW_PASSWORD)
    assert not signed_in(thief)


def test_a_code_that_was_judged_before_the_reset_changes_no_address_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, mallory = make_person(totp=True), make_person(email="mallory@example.net")
    User.objects.filter(email=mallory.email).delete()
    thief, link = sign_in(alice), forget_password(alice.email)
    form, plain = press(thief, page_of(thief, "/account/email"), "send", email=mallory.email), address_change.check

    def slowly(*given: Any, **named: Any) -> Any:
        judged = plain(*given, **named)
        monkeypatch.undo()
        choose_password(Browser(), link)
        return judged

    monkeypatch.setattr(address_change, "check", slowly)
    press(thief, form, "verify", code=mallory.mailed_code())
    assert User.objects.get().email == alice.email
    assert not signed_in(thief)
