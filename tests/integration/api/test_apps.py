"""The connected apps, and taking their access back. Acceptance statement E12; security case CO-07."""

from datetime import timedelta

import pytest

from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients import consents
from idp.clients.models import Consent
from idp.core import clock
from idp.core.models import OutboxEntry
from idp.oidc import backchannel
from idp.oidc.models import Grant
from tests.factories.account_api import make_caller, make_client, make_grant, make_session

pytestmark = pytest.mark.django_db


def test_what_a_client_may_do_since_when_and_how() -> None:
    caller = make_caller(scope="openid account:read")
    notes = make_client(name="Notes", trusted=False)
    consents.remember(caller.user.pk, notes.pk, "https://notes.example/cb", frozenset({"openid", "email"}))
    make_grant(caller.session, notes, scope="openid email offline_access", offline=True)
    found = {app["client_id"]: app for app in caller.call("GET", "me/apps").json()["results"]}
    assert set(found) == {notes.client_id, caller.client.client_id}
    assert (found[notes.client_id]["access"], found[notes.client_id]["is_offline"]) == ("consented", True)
    assert found[notes.client_id]["scopes"] == [
        {"scope": "openid", "words": "Know who you are"},
        {"scope": "email", "words": "See your e-mail address"},
        {"scope": "offline_access", "words": "Stay connected when you are not using it"},
    ]
    assert found[caller.client.client_id]["access"] == "first_party"
    assert found[notes.client_id]["connected_at"] <= found[notes.client_id]["last_used_at"]


def test_dead_grants_are_no_access() -> None:
    caller = make_caller()
    moment = clock.now()
    for values in (
        {"revoked_at": moment},
        {"expires_at": moment},
        {"activated_at": None},
        {"epoch": caller.user.epoch + 1},
        {"offline": True, "idle_expires_at": moment},
    ):
        made = make_grant(caller.session, make_client())
        Grant.objects.filter(pk=made.pk).update(**values)
        if "idle_expires_at" in values:
            Grant.objects.filter(pk=made.pk).update(session=make_session(caller.user, ended_at=moment))
    make_grant(make_session(caller.user, ended_at=moment), make_client())
    assert [app["client_id"] for app in caller.call("GET", "me/apps").json()["results"]] == [caller.client.client_id]


def test_disconnecting_forgets_the_consent_ends_every_grant_and_tells_the_client() -> None:
    caller = make_caller()
    notes = make_client(trusted=False, backchannel_logout_uri="https://notes.example/logout")
    consents.remember(caller.user.pk, notes.pk, "https://notes.example/cb", frozenset({"openid"}))
    there = make_caller(caller.user, client=notes, session=caller.session)
    pending = make_grant(caller.session, notes)
    Grant.objects.filter(pk=pending.pk).update(activated_at=None)
    stranger = make_caller(client=notes)
    assert there.call("GET", "me").status_code == 200
    assert caller.call("DELETE", f"me/apps/{notes.client_id}").status_code == 204
    assert there.call("GET", "me").status_code == 401
    assert stranger.call("GET", "me").status_code == 200
    assert not Consent.objects.filter(user=caller.user).exists()
    assert not Grant.objects.filter(user=caller.user, client=notes, revoked_at=None).exists()  # the waiting code too
    (told,) = OutboxEntry.objects.filter(kind=backchannel.KIND)
    assert told.payload == {"client_id": notes.client_id, "sub": caller.user.sub, "sid": caller.session.sid}
    event = Event.objects.get(action=Action.USER_CONSENT_REVOKE)
    assert (event.client_id, event.subject, event.detail) == (notes.client_id, caller.user.sub, {"consents": 1, "grants": 2})
    assert caller.call("DELETE", f"me/apps/{notes.client_id}").status_code == 404
    assert caller.call("GET", "me").status_code == 200


def test_the_session_goes_on_and_so_does_every_other_app() -> None:
    caller = make_caller()
    notes, mail = make_client(), make_client()
    make_grant(caller.session, notes)
    other = make_caller(caller.user, client=mail, session=caller.session)
    assert caller.call("DELETE", f"me/apps/{notes.client_id}").status_code == 204
    caller.session.refresh_from_db()
    assert caller.session.ended_at is None
    assert other.call("GET", "me").status_code == 200


def test_it_needs_the_write_scope_and_no_fresh_proof() -> None:
    stale = make_caller(at=clock.now() - timedelta(minutes=30))
    notes = make_client()
    make_grant(stale.session, notes)
    reader = make_caller(stale.user, scope="openid account:read")
    assert reader.call("DELETE", f"me/apps/{notes.client_id}").status_code == 403
    assert stale.call("DELETE", f"me/apps/{notes.client_id}").status_code == 204
    assert stale.call("DELETE", "me/apps/no-such-client").status_code == 404
