"""`idp keys` and `idp cleanup`."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import links
from idp.accounts.models import Challenge, Link, User
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.celery import app
from idp.core import clock
from idp.limits.models import RateBucket
from idp.oidc import keys
from idp.oidc.models import Grant, SigningKey
from idp.operations import cleanup
from tests.factories.people import make_person, make_rp
from tests.integration.operations.terminal import refused, run, run_json
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_rotated_keys_are_published_beside_the_active_ones() -> None:
    keys.ensure()
    before = {key["kid"] for key in run_json("keys", "list")}
    run("keys", "rotate", "--alg", "ES256")
    new = [key for key in run_json("keys", "list") if key["kid"] not in before]
    assert [(key["alg"], key["state"]) for key in new] == [("ES256", "pending")]


def test_a_compromised_key_is_withdrawn_at_once() -> None:
    keys.ensure()
    lost = SigningKey.objects.get(alg="ES256", state="active")
    run("keys", "compromise", lost.kid)
    states = {key["kid"]: key["state"] for key in run_json("keys", "list") if key["alg"] == "ES256"}
    assert states.pop(lost.kid) == "compromised"
    assert list(states.values()) == ["active"]
    assert refused("keys", "compromise", "nothing").words == "There is no key nothing."


def test_cleanup_takes_what_is_over_and_nothing_that_still_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "BATCH", 2)  # several batches of each kind
    person, rp = make_person(), make_rp()
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        tokens = [rp.begin(scope="openid offline_access").tokens(Browser(), person) for _ in range(3)]
        abandoned = rp.begin().sign_in(Browser(), person)
        assert Challenge.objects.exists() and RateBucket.objects.exists()
        run("cleanup")
        assert Grant.objects.count() == 4, "nothing is over yet"
        traveller.shift(timedelta(days=10))
        counts = run_json("cleanup")
        assert counts["challenges"] >= 3 and counts["interactions"] >= 3
        assert not Challenge.objects.exists()
        assert Grant.objects.count() == 3 and "code" in abandoned.parameters, "a code that nobody redeemed goes"
        for held in tokens:
            assert rp.refresh(held["refresh_token"]).status_code == 200, "what is alive stays"
        traveller.shift(timedelta(days=400))
        run("cleanup")
        assert not Grant.objects.exists()
        assert not Event.objects.filter(at__lt=clock.now() - timedelta(days=400)).exists()


def test_mailed_links_go_a_day_after_their_end() -> None:
    user = User.objects.get(email=make_person().email)
    links.issue(user, links.Purpose.RESET_PASSWORD, lifetime=timedelta(minutes=30))
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        traveller.shift(timedelta(hours=24))
        assert run_json("cleanup")["mailed links"] == 0
        traveller.shift(timedelta(hours=1))
        assert run_json("cleanup")["mailed links"] == 1 and not Link.objects.exists()


def test_audit_events_stay_until_retention_ends() -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False) as traveller:
        record(Action.OPERATOR_APPLY, actor="operator")
        traveller.shift(timedelta(days=400))
        run("cleanup")
        assert Event.objects.count() == 1
        traveller.shift(timedelta(seconds=1))
        assert "audit events" in run("cleanup")
        assert [event.action for event in Event.objects.all()] == ["audit:events:expire"]


def test_the_worker_cleans_up_every_hour() -> None:
    scheduled = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    app.loader.import_default_modules()
    assert scheduled["operations.cleanup"] == 3600
    assert set(scheduled) <= set(app.tasks), "each scheduled task is one that a worker knows"
    record(Action.OPERATOR_APPLY, actor="operator")
    with time_machine.travel(clock.now() + timedelta(days=401), tick=False):
        assert app.tasks["operations.cleanup"]()["audit events"] == 1
