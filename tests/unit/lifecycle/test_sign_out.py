"""Signing out everywhere: sessions, grants and epoch in one act."""

import pytest

from idp.audit.events import Action
from idp.audit.models import Event
from idp.core.models import OutboxEntry
from idp.lifecycle import sign_out
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db


def test_everywhere_ends_sessions_and_grants_raises_the_epoch_and_tells_the_clients() -> None:
    here = make_caller()
    there = make_caller(here.user)
    stranger = make_caller()
    Grant.objects.filter(pk=there.grant.pk).update(offline=True)
    epoch = here.user.epoch
    assert sign_out.everywhere(here.user, "lost laptop", actor="operator") == 2
    here.user.refresh_from_db()
    assert here.user.epoch == epoch + 1
    assert not Session.objects.filter(user=here.user, ended_at=None).exists()
    assert not Grant.objects.filter(user=here.user, revoked_at=None).exists()
    told = {entry.payload["session_id"] for entry in OutboxEntry.objects.filter(kind="session.ended")}
    assert told == {here.session.pk, there.session.pk}
    assert set(Event.objects.filter(subject=here.user.sub).values_list("actor", flat=True)) == {"operator"}
    assert Event.objects.get(action=Action.GRANT_REVOKE).detail == {"grants": 2}
    assert here.call("GET", "me").status_code == there.call("GET", "me").status_code == 401
    assert stranger.call("GET", "me").status_code == 200


def test_a_failure_half_way_leaves_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    here = make_caller()

    def broken(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("idp.lifecycle.sign_out.people.raise_epoch", broken)
    with pytest.raises(RuntimeError):
        sign_out.everywhere(here.user, "lost laptop")
    assert Session.objects.filter(user=here.user, ended_at=None).count() == 1
    assert not OutboxEntry.objects.exists()
    assert here.call("GET", "me").status_code == 200


def test_one_session_of_somebody_else_is_not_there() -> None:
    here, stranger = make_caller(), make_caller()
    assert sign_out.one(here.user, stranger.session.sid) is False
    assert Session.objects.filter(ended_at=None).count() == 2
