"""CS-08: a harmless change of the account is under way while everything of it ends, and writes the old row back over the end.

A thief's browser that changes the language again and again always has one such request under way.
"""

from typing import Any

import pytest

from idp.accounts import passwords, people
from idp.accounts.models import User
from idp.core import languages
from idp.lifecycle import administration
from idp.lifecycle.administration import Deed
from tests.factories.mailed_links import NEW_PASSWORD, choose_password, forget_password
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import page_of, send
from tests.rp import Browser, Page, Person
from tests.security.sign_ins import sign_in, signed_in
from tests.security.standing import dead

pytestmark = pytest.mark.django_db(transaction=True)
OFFLINE = "openid offline_access"


def change_language(thief: Browser, page: Page, monkeypatch: pytest.MonkeyPatch, end: Any) -> None:
    """Choose a language; ``end`` happens after the page has read whose account it is."""
    plain, token = languages.match, page.fields()["csrfmiddlewaretoken"]
    ended: list[bool] = []

    def after_the_end(*given: Any) -> Any:
        if not ended:
            ended.append(True)
            end()
        return plain(*given)

    monkeypatch.setattr("idp.web.account_language.languages.match", after_the_end)
    send(thief, "/account/language", [("csrfmiddlewaretoken", token), ("language", "fr")])
    monkeypatch.undo()
    assert ended


def stolen() -> tuple[Person, Browser, Any, dict[str, Any]]:
    alice, rp = make_person(totp=True), make_rp(trusted=True, scope=OFFLINE)
    thief = sign_in(alice)
    return alice, thief, rp, rp.begin(scope=OFFLINE).tokens(thief, alice)


def test_a_password_that_was_reset_meanwhile_stays_and_nothing_revives(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, thief, rp, tokens = stolen()
    page, link = page_of(thief, "/account/language"), forget_password(alice.email)
    change_language(thief, page, monkeypatch, lambda: choose_password(Browser(), link))
    owner = User.objects.get(email=alice.email)
    assert passwords.check(owner, NEW_PASSWORD) and owner.epoch == 1
    assert not signed_in(thief)
    dead(rp, tokens)


def test_an_account_that_was_locked_meanwhile_stays_locked(monkeypatch: pytest.MonkeyPatch) -> None:
    alice, thief, _rp, _tokens = stolen()
    user, page = User.objects.get(email=alice.email), page_of(thief, "/account/language")
    change_language(thief, page, monkeypatch, lambda: administration.lock(user, Deed(by=None, reason="stolen")))
    assert not User.objects.get(email=alice.email).is_active


def test_an_operators_change_from_an_old_copy_writes_what_changed() -> None:
    alice = make_person(totp=True)
    copy, group = User.objects.get(email=alice.email), "Staff"
    link = forget_password(alice.email)
    choose_password(Browser(), link)
    assert people.update_user(copy, name="Alice", email_verified=False, groups=[group]) == ["name", "email_verified", "groups"]
    now = User.objects.get(email=alice.email)
    assert (now.name, now.email_verified_at, now.epoch) == ("Alice", None, 1)
    assert passwords.check(now, NEW_PASSWORD) and now.groups.get().name == group
