"""Where a person is signed in, and signing out elsewhere. Acceptance statement E8."""

from datetime import timedelta

import pytest

from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock
from idp.core.models import OutboxEntry
from idp.oidc.models import Grant
from tests.factories.account_api import make_caller, make_session

pytestmark = pytest.mark.django_db


def test_the_live_sessions_with_the_current_one_marked() -> None:
    caller = make_caller()
    moment = clock.now()
    elsewhere = make_session(caller.user, acr="mfa", factor="recovery", last_seen_at=moment - timedelta(minutes=5), ip="")
    make_session(caller.user, expires_at=moment)
    make_session(caller.user, last_seen_at=moment - timedelta(hours=1))
    make_session(caller.user, ended_at=moment)
    make_caller()
    answer = caller.call("GET", "me/sessions")
    assert answer.status_code == 200
    first, second = answer.json()["results"]
    assert (first["handle"], first["current"], first["device"], first["ip"]) == (
        caller.session.sid,
        True,
        "Firefox on Linux",
        "192.0.2.7",
    )
    assert (second["handle"], second["current"], second["acr"], second["amr"], second["ip"]) == (
        elsewhere.sid,
        False,
        "mfa",
        ["pwd", "otp", "mfa"],
        None,
    )
    assert (first["factor"], second["factor"]) == (None, "recovery")  # unknown of a sign-in that is older than the column
    assert caller.session.key_hash not in answer.content.decode()


def test_each_session_names_all_apps_that_it_opened() -> None:
    here = make_caller()
    there = make_caller(here.user)
    make_caller(here.user, session=there.session)
    rows = {row["handle"]: row["apps"] for row in here.call("GET", "me/sessions").json()["results"]}
    assert [app["client_id"] for app in rows[here.session.sid]] == [here.grant.client.client_id]
    assert len(rows[there.session.sid]) == 2


def test_ending_another_session_kills_its_tokens_on_the_next_request() -> None:
    here = make_caller()
    there = make_caller(here.user)
    Grant.objects.filter(pk=there.grant.pk).update(offline=True)
    assert there.call("GET", "me").status_code == 200
    assert here.call("DELETE", f"me/sessions/{there.session.sid}").status_code == 204
    assert there.call("GET", "me").status_code == 401
    assert here.call("GET", "me").status_code == 200
    there.grant.refresh_from_db()
    assert there.grant.revoked_at is not None  # the offline grant, which outlives a session that merely ends
    assert OutboxEntry.objects.filter(kind="session.ended", payload__session_id=there.session.pk).count() == 1
    assert Event.objects.filter(action=Action.SESSION_END, sid=there.session.sid).count() == 1
    assert here.call("DELETE", f"me/sessions/{there.session.sid}").status_code == 404


def test_ending_the_current_session_ends_the_own_token() -> None:
    caller = make_caller()
    assert caller.call("DELETE", f"me/sessions/{caller.session.sid}").status_code == 204
    assert caller.call("GET", "me").status_code == 401


def test_revoke_others_ends_all_but_this_session_and_all_other_grants() -> None:
    here = make_caller()
    there = make_caller(here.user)
    stranger = make_caller()
    forgotten = make_caller(here.user, session=make_session(here.user, ended_at=clock.now()))
    Grant.objects.filter(pk=forgotten.grant.pk).update(offline=True)
    answer = here.call("POST", "me/sessions/revoke-others")
    assert (answer.status_code, answer.json()) == (200, {"ended": 1})
    assert there.call("GET", "me").status_code == 401
    forgotten.grant.refresh_from_db()
    assert forgotten.grant.revoked_at is not None
    assert here.call("GET", "me").status_code == 200
    assert stranger.call("GET", "me").status_code == 200
    assert here.call("POST", "me/sessions/revoke-others").json() == {"ended": 0}


def test_ending_sessions_needs_no_fresh_proof_but_the_write_scope() -> None:
    stale = make_caller(at=clock.now() - timedelta(minutes=30))
    assert stale.call("POST", "me/sessions/revoke-others").status_code == 200
    reader = make_caller(scope="openid account:read")
    assert reader.call("POST", "me/sessions/revoke-others").status_code == 403
    assert reader.call("DELETE", f"me/sessions/{reader.session.sid}").status_code == 403
    assert reader.call("GET", "me/sessions").status_code == 200
