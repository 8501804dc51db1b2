"""Mailed links: for one door, one person, one time. MF-19, RT-14."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import links, people
from idp.accounts.links import Purpose
from idp.accounts.models import Link, User
from idp.core import clock
from idp.core.logging import redact
from idp.sessions.models import Deployment
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
LIFETIME = timedelta(minutes=30)
RESET = Purpose.RESET_PASSWORD


def issue(user: User, purpose: Purpose = RESET) -> str:
    return links.issue(user, purpose, lifetime=LIFETIME, data={"note": "kept"})


def opened(token: str, purpose: Purpose = RESET) -> Link:
    found = links.find(token, purpose)
    assert found is not None
    return found


def test_looking_spends_nothing_and_spending_works_once() -> None:
    ada = person()
    token = issue(ada)
    assert opened(token).user == ada and opened(token).data == {"note": "kept"}
    link = opened(token)
    assert links.spend(link) is True
    assert links.spend(link) is False
    assert links.find(token, RESET) is None


def test_a_link_opens_one_door() -> None:
    token = issue(person(), Purpose.UNDO_EMAIL)
    assert [purpose for purpose in Purpose if links.find(token, purpose)] == [Purpose.UNDO_EMAIL]


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "x", lambda t: t[3:], lambda t: t.swapcase(), lambda _: ""])
def test_an_altered_token_is_unknown(change: object) -> None:
    token = issue(person())
    assert callable(change) and links.find(change(token), RESET) is None
    assert links.find(token, RESET) is not None


def test_a_link_expires() -> None:
    token = issue(person())
    link = opened(token)
    with time_machine.travel(clock.now() + LIFETIME):
        assert links.find(token, RESET) is None and links.spend(link) is False


def test_a_newer_link_ends_the_older_but_not_those_of_others_or_of_another_purpose() -> None:
    ada, bob, invited = person(), person(), Purpose.INVITATION
    first, other, undo = issue(ada, invited), issue(bob, invited), issue(ada, Purpose.UNDO_EMAIL)
    second = issue(ada, invited)
    assert links.find(first, invited) is None
    assert links.find(second, invited) and links.find(other, invited) and links.find(undo, Purpose.UNDO_EMAIL)


def test_whoever_else_asks_for_a_new_password_leaves_the_owners_link_alone() -> None:
    ada = person()
    mine, of_a_stranger = issue(ada), issue(ada)
    assert links.find(mine, RESET) and links.find(of_a_stranger, RESET)
    people.raise_epoch(ada)  # a new password by either
    assert links.find(mine, RESET) is None and links.find(of_a_stranger, RESET) is None


def test_a_raised_epoch_ends_a_link_even_one_that_was_found_before() -> None:
    ada = person()
    token = issue(ada)
    link = opened(token)
    people.raise_epoch(ada)
    assert links.find(token, RESET) is None and links.spend(link) is False


def test_the_way_back_from_a_changed_address_outlasts_what_a_thief_would_do_next() -> None:
    ada = person()
    first = issue(ada, Purpose.UNDO_EMAIL)
    people.raise_epoch(ada)
    second = issue(ada, Purpose.UNDO_EMAIL)
    assert links.find(first, Purpose.UNDO_EMAIL) and links.find(second, Purpose.UNDO_EMAIL)
    assert links.spend(opened(first, Purpose.UNDO_EMAIL))


def test_a_disabled_account_has_no_links() -> None:
    ada = person()
    token = issue(ada, Purpose.UNDO_EMAIL)
    link = opened(token, Purpose.UNDO_EMAIL)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert links.find(token, Purpose.UNDO_EMAIL) is None and links.spend(link) is False


def test_a_restored_deployment_knows_no_earlier_link() -> None:
    token = issue(person(), Purpose.UNDO_EMAIL)
    Deployment.objects.create(epoch=1)
    assert links.find(token, Purpose.UNDO_EMAIL) is None


def test_ending_ends_what_is_named() -> None:
    ada = person()
    reset, undo = issue(ada), issue(ada, Purpose.UNDO_EMAIL)
    assert links.end(ada, RESET) == 1
    assert links.find(reset, RESET) is None and links.find(undo, Purpose.UNDO_EMAIL)
    assert links.end(ada) == 1 and links.find(undo, Purpose.UNDO_EMAIL) is None


def test_no_row_holds_the_token() -> None:
    token = issue(person())
    assert token not in str(list(Link.objects.values())) and token[3:] not in str(list(Link.objects.values()))
    assert len({issue(person()) for _ in range(20)}) == 20


def test_no_log_line_holds_the_token() -> None:
    token = issue(person())
    line = redact(None, "", {"event": f"Not Found: /password/reset/{token}", "path": f"/account/email/undo/{token}"})
    assert token[3:] not in str(line) and "/password/reset/" in str(line)


def test_the_url_is_built_from_the_issuer() -> None:
    assert links.url(RESET, "gl_x") == "http://localhost:8000/password/reset/gl_x"
    assert links.url(Purpose.UNDO_EMAIL, "gl_x") == "http://localhost:8000/account/email/undo/gl_x"
