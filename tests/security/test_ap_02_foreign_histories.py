"""AP-02: another person's history, connected apps and data, by reference, by cursor, by client and by list."""

import pytest

from idp.audit.events import Action, record
from idp.clients import consents
from idp.clients.models import Consent
from idp.sessions.models import Session
from tests.factories.account_api import Caller, make_caller, make_client, make_grant

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> Caller:
    return make_caller()


@pytest.fixture
def mallory() -> Caller:
    return make_caller()


def test_a_foreign_history_is_neither_listed_nor_paged_into(alice: Caller, mallory: Caller) -> None:
    reference = record(Action.SESSION_START, subject=alice.user.sub, sid=alice.session.sid)
    record(Action.SESSION_START, actor=alice.user.sub, subject=mallory.user.sub)
    assert reference not in mallory.call("GET", "me/activity").content.decode()
    assert mallory.call("GET", f"me/activity?cursor={reference}").status_code == 400


def test_a_foreign_sign_in_cannot_be_denied_and_looks_like_an_unknown_one(alice: Caller, mallory: Caller) -> None:
    reference = record(Action.SESSION_START, subject=alice.user.sub, sid=alice.session.sid)
    foreign = mallory.call("POST", "me/activity/not-me", {"reference": reference})
    unknown = mallory.call("POST", "me/activity/not-me", {"reference": "BCDF-GHJK-MNPQ"})
    assert (foreign.status_code, foreign.json()) == (404, unknown.json())
    assert Session.objects.get(pk=alice.session.pk).ended_at is None


def test_an_entry_of_my_own_that_names_a_foreign_session_ends_nothing(alice: Caller, mallory: Caller) -> None:
    reference = record(Action.SESSION_START, subject=mallory.user.sub, sid=alice.session.sid)
    answer = mallory.call("POST", "me/activity/not-me", {"reference": reference})
    assert (answer.status_code, answer.json()["session_ended"]) == (200, False)
    assert alice.call("GET", "me").status_code == 200


def test_a_foreign_connection_cannot_be_cut(alice: Caller, mallory: Caller) -> None:
    notes = make_client(trusted=False)
    there = make_caller(alice.user, client=notes, session=alice.session)
    consents.remember(alice.user.pk, notes.pk, "https://notes.example/cb", frozenset({"openid"}))
    assert notes.client_id not in mallory.call("GET", "me/apps").content.decode()
    assert mallory.call("DELETE", f"me/apps/{notes.client_id}").status_code == 404
    make_grant(mallory.session, notes)
    assert mallory.call("DELETE", f"me/apps/{notes.client_id}").status_code == 204
    assert there.call("GET", "me").status_code == 200
    assert Consent.objects.filter(user=alice.user).count() == 1


def test_an_export_is_of_whoever_calls(alice: Caller, mallory: Caller) -> None:
    text = mallory.call("GET", "me/export").content.decode()
    assert alice.user.sub not in text and alice.user.email not in text and alice.session.sid not in text
    for query in (f"user={alice.user.pk}", f"sub={alice.user.sub}", "email=x"):
        assert mallory.call("GET", f"me/export?{query}").status_code == 400
