""" "This wasn't me" over the API. Acceptance statement E9."""

import pytest

from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.core import clock, mail, outbox, secrets
from idp.oidc.models import Grant
from idp.sessions import known_browsers
from idp.sessions.models import Session
from tests.factories.account_api import make_caller, make_person, make_session

pytestmark = pytest.mark.django_db


def test_it_ends_the_sign_in_and_its_grants_and_asks_for_a_new_password() -> None:
    here = make_caller()
    there = make_caller(here.user)
    Grant.objects.filter(pk=there.grant.pk).update(offline=True)
    reference = record(Action.SESSION_START, subject=here.user.sub, sid=there.session.sid)
    assert there.call("GET", "me").status_code == 200
    answer = here.call("POST", "me/activity/not-me", {"reference": reference})
    assert (answer.status_code, answer.json()) == (200, {"session_ended": True, "next": "change_password"})
    assert there.call("GET", "me").status_code == 401
    assert here.call("GET", "me").status_code == 200
    event = Event.objects.get(action=Action.USER_SIGN_IN_DENY)
    assert (event.sid, event.detail) == (
        there.session.sid,
        {"denied": reference, "session_ended": True, "grants": 1},
    )
    outbox.drain()
    assert [message["Subject"] for message in mail.memory] == ["You told us of a sign-in that was not yours"]


def test_an_offline_grant_of_a_session_that_is_over_ends_too() -> None:
    caller = make_caller()
    there = make_caller(caller.user, session=make_session(caller.user, ended_at=clock.now()))
    Grant.objects.filter(pk=there.grant.pk).update(offline=True)
    assert there.call("GET", "me").status_code == 200
    reference = record(Action.SESSION_START, subject=caller.user.sub, sid=there.session.sid)
    assert caller.call("POST", "me/activity/not-me", {"reference": reference}).json()["session_ended"] is True
    assert there.call("GET", "me").status_code == 401


def test_its_browser_counts_as_new_again() -> None:
    caller = make_caller()
    browser = secrets.token()
    known = {"browser_hash": known_browsers.remember(caller.user, browser)}
    there = make_session(caller.user, **known)
    make_session(caller.user, ended_at=clock.now(), **known)
    assert not known_browsers.is_new(caller.user, browser)
    reference = record(Action.SESSION_START, subject=caller.user.sub, sid=there.sid)
    caller.call("POST", "me/activity/not-me", {"reference": reference})
    assert known_browsers.is_new(caller.user, browser)


def test_an_entry_without_a_session_is_heard_and_ends_nothing() -> None:
    caller = make_caller()
    reference = record(Action.USER_PASSWORD_PROVE, outcome="refused", subject=caller.user.sub)
    answer = caller.call("POST", "me/activity/not-me", {"reference": reference})
    assert (answer.status_code, answer.json()["session_ended"]) == (200, False)
    outbox.drain()
    assert mail.memory == []


def test_only_an_entry_of_the_own_history_can_be_denied() -> None:
    mallory = make_caller()
    alice = make_caller()
    foreign = record(Action.SESSION_START, subject=alice.user.sub, sid=alice.session.sid)
    hidden = record(Action.AUTHORIZATION_DECIDE, subject=mallory.user.sub, sid=mallory.session.sid)
    for reference in (foreign, hidden, "XXXX-XXXX-XXXX", ""):
        assert mallory.call("POST", "me/activity/not-me", {"reference": reference}).status_code in {400, 404}
    assert Session.objects.filter(ended_at=None).count() == 2
    assert alice.call("GET", "me").status_code == 200


def test_it_needs_the_write_scope() -> None:
    reader = make_caller(make_person(), scope="openid account:read")
    reference = record(Action.SESSION_START, subject=reader.user.sub, sid=reader.session.sid)
    assert reader.call("POST", "me/activity/not-me", {"reference": reference}).status_code == 403
