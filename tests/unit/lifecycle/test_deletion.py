"""What a deletion takes with it, and what it leaves."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts import deletion, people
from idp.accounts.models import Challenge, Link, User
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.clients import consents
from idp.clients.models import Consent
from idp.core import clock, mail, outbox
from idp.core.models import OutboxEntry
from idp.lifecycle import deletion as leaving
from idp.limits import guesses
from idp.limits.models import GuessBudget
from idp.mfa.models import Authenticator, RecoveryCode
from idp.oidc import backchannel
from idp.oidc.models import Grant
from idp.operations import cleanup
from idp.sessions.models import Session
from tests.factories.account_api import give_app, make_caller, make_client, make_person

pytestmark = pytest.mark.django_db(transaction=True)
GRACE = timedelta(days=14)


def gone(user: User) -> None:
    """Ask, wait, and let the work be done."""
    with time_machine.travel(clock.now(), tick=False) as moment:
        leaving.ask(user)
        moment.shift(GRACE)
        assert leaving.carry_out_due(10) == 1


def test_everything_of_the_person_goes_and_nothing_of_anybody_else() -> None:
    caller = make_caller(make_person(name="Ada", email="ada@example.org"), acr="mfa")
    give_app(caller.user)
    consents.remember(caller.user.pk, caller.client.pk, "https://a.example/cb", frozenset({"openid"}))
    guesses.charge(caller.user, "totp")
    stranger = make_caller(acr="mfa")
    give_app(stranger.user)
    gone(caller.user)
    assert list(User.objects.all()) == [stranger.user]
    for model in (Session, Grant, Authenticator):
        assert set(model.objects.values_list("user_id", flat=True)) == {stranger.user.pk}
    assert RecoveryCode.objects.count() == 10
    for model in (Consent, Challenge, Link, GuessBudget):
        assert model.objects.count() == 0
    assert stranger.call("GET", "me").status_code == 200


def test_the_record_keeps_the_pseudonym_and_loses_addresses_and_browsers() -> None:
    caller = make_caller(make_person(name="Ada Lovelace", email="ada@example.org"))
    caller.call("POST", "me/sessions/revoke-others")
    record(Action.USER_FACTOR_PROVE, outcome="refused", subject=caller.user.sub, detail={"factor": "totp"})
    Event.objects.update(ip="203.0.113.7", user_agent="Firefox")
    gone(caller.user)
    kept = Event.objects.filter(subject=caller.user.sub)
    assert {Action.USER_DELETION_ASK, Action.USER_DELETE, Action.USER_FACTOR_PROVE} <= set(
        kept.values_list("action", flat=True)
    )
    assert set(kept.values_list("ip", "user_agent")) == {("", "")}
    text = str(list(Event.objects.values()))
    assert "ada@example.org" not in text and "Lovelace" not in text


def test_the_address_is_free_and_mails_to_it_are_wiped_but_the_last() -> None:
    caller = make_caller(make_person(email="ada@example.org"))
    mail.send("two_step_on", "ada@example.org", {"device": "", "ip": ""})
    outbox.drain()
    gone(caller.user)
    (last,) = OutboxEntry.objects.filter(kind=mail.KIND)
    assert (last.payload["template"], last.payload["to"]) == ("deletion_done", "ada@example.org")
    again = people.create_user("ada@example.org")
    assert again.sub != caller.user.sub


def test_clients_are_told_of_every_session_that_they_had_tokens_of() -> None:
    notes = make_client(backchannel_logout_uri="https://notes.example/logout")
    caller = make_caller(client=notes)
    OutboxEntry.objects.all().delete()
    sid = caller.session.sid
    gone(caller.user)
    told = OutboxEntry.objects.filter(kind=backchannel.KIND)
    assert {entry.payload["sid"] for entry in told} == {sid}
    assert {entry.payload["sub"] for entry in told} == {caller.user.sub}


def test_nothing_happens_before_the_day_or_twice() -> None:
    user = make_person()
    with time_machine.travel(clock.now(), tick=False) as moment:
        first = leaving.ask(user)
        moment.shift(timedelta(days=1))
        assert leaving.ask(user) == first  # asking again moves nothing
        moment.shift(GRACE - timedelta(days=1, seconds=1))
        assert leaving.carry_out_due(10) == 0
        moment.shift(timedelta(seconds=1))
        assert cleanup.run()["accounts"] == 1
        assert cleanup.run()["accounts"] == 0
    assert Event.objects.filter(action=Action.USER_DELETE).count() == 1
    assert Event.objects.filter(action=Action.USER_DELETION_ASK).count() == 1


def test_whoever_kept_the_account_keeps_it() -> None:
    user = make_person()
    with time_machine.travel(clock.now(), tick=False) as moment:
        leaving.ask(user)
        assert deletion.cancel(user)
        assert not deletion.cancel(user)
        moment.shift(GRACE * 2)
        assert leaving.carry_out_due(10) == 0
    assert User.objects.filter(pk=user.pk).exists()


def test_an_administrator_who_became_the_last_meanwhile_stays() -> None:
    leaver, other = make_person(is_admin=True), make_person(is_admin=True)
    with time_machine.travel(clock.now(), tick=False) as moment:
        leaving.ask(leaver)
        people.update_user(other, is_admin=False)
        moment.shift(GRACE)
        assert leaving.carry_out_due(10) == 0
        people.update_user(other, is_admin=True)
        assert leaving.carry_out_due(10) == 1
    assert list(User.objects.all()) == [other]


def test_the_day_is_looked_at_again_under_the_lock() -> None:
    """Found due by one worker, kept by the person, then taken up by that worker."""
    user = make_person()
    leaving.ask(user)
    deletion.cancel(user)
    assert not leaving._carried_out(user.pk)
    assert User.objects.filter(pk=user.pk).exists()


def test_a_lock_is_looked_at_again_too() -> None:
    user = make_person()
    leaving.ask(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with time_machine.travel(clock.now() + timedelta(days=15)):
        assert not leaving._carried_out(user.pk)
    assert User.objects.filter(pk=user.pk).exists()
