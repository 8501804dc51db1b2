"""Taking one's data along, and leaving. Acceptance statement E13."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from idp.accounts.models import Link, User
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.clients import consents
from idp.core import clock, mail, outbox
from idp.mfa.models import Authenticator, RecoveryCode
from idp.sessions.models import Session
from tests.factories.account_api import give_app, make_caller, make_person, make_session

pytestmark = pytest.mark.django_db


def test_the_document_holds_what_is_kept() -> None:
    caller = make_caller(make_person(name="Ada", claims={"nickname": "ada"}, locale="en"), acr="mfa")
    give_app(caller.user)
    consents.remember(caller.user.pk, caller.client.pk, "https://a.example/cb", frozenset({"openid"}))
    record(Action.SESSION_START, subject=caller.user.sub, sid=caller.session.sid)
    answer = caller.call("GET", "me/export")
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="account.json"'
    document = answer.json()
    assert (document["account"]["email"], document["account"]["claims"]) == (caller.user.email, {"nickname": "ada"})
    assert [found["label"] for found in document["authenticators"]] == ["phone"]
    assert document["recovery_codes_left"] == 10
    assert document["sessions"][0]["sid"] == caller.session.sid
    assert document["consents"][0]["scopes"] == ["openid"]
    assert document["grants"][0]["client_id"] == caller.client.client_id
    assert "signed_in" in [entry["kind"] for entry in document["activity"]]
    assert Event.objects.filter(action=Action.USER_EXPORT, subject=caller.user.sub).count() == 1


def test_no_secret_and_nobody_else_is_in_it() -> None:
    caller = make_caller(acr="mfa")
    give_app(caller.user)
    stranger = make_caller(make_person(name="Somebody Else"))
    text = caller.call("GET", "me/export").content.decode()
    row = User.objects.get(pk=caller.user.pk)
    app = Authenticator.objects.get(user=row)
    kept = [row.password, app.sealed_secret, app.handle, caller.session.key_hash, caller.grant.code_hash, caller.grant.handle]
    kept += list(RecoveryCode.objects.values_list("code_mac", flat=True))
    kept += [stranger.user.sub, stranger.user.email, stranger.user.name, stranger.session.sid]
    for secret in filter(None, kept):
        assert secret not in text


def test_it_needs_a_fresh_proof_by_the_strongest_factor() -> None:
    stale = make_caller(at=clock.now() - timedelta(minutes=30))
    weak = make_caller()
    give_app(weak.user)
    for caller in (stale, weak):
        for method, path in (("GET", "me/export"), ("POST", "me/deletion")):
            answer = caller.call(method, path)
            assert answer.status_code == 401
            assert "insufficient_user_authentication" in answer["WWW-Authenticate"]
    assert User.objects.exclude(deletion_at=None).count() == 0
    assert not Event.objects.filter(action=Action.USER_EXPORT).exists()


def test_asking_to_delete_sets_the_day_signs_out_everywhere_and_mails_a_way_back() -> None:
    caller = make_caller()
    there = make_caller(caller.user)
    with time_machine.travel(clock.now(), tick=False):
        answer = caller.call("POST", "me/deletion")
        day = clock.now() + settings.IDP.deletion_grace
    assert answer.status_code == 202
    caller.user.refresh_from_db()
    assert caller.user.deletion_at == day
    assert caller.call("GET", "me").status_code == 401 and there.call("GET", "me").status_code == 401
    assert Session.objects.filter(user=caller.user, ended_at=None).count() == 0
    outbox.drain()
    (message,) = (message for message in mail.memory if message["To"] == caller.user.email)
    assert message["Subject"] == "Your account is going to be deleted"
    assert f"{settings.IDP.public_url}/account/keep/gl_" in message.get_content()
    assert Link.objects.get(user=caller.user).purpose == "keep_account"


def test_keeping_it_by_the_api() -> None:
    caller = make_caller()
    assert caller.call("DELETE", "me/deletion").status_code == 404
    User.objects.filter(pk=caller.user.pk).update(deletion_at=clock.now() + timedelta(days=3))
    assert caller.call("GET", "me").json()["deletion_at"] is not None
    assert caller.call("DELETE", "me/deletion").status_code == 204
    assert caller.call("GET", "me").json()["deletion_at"] is None
    assert Event.objects.filter(action=Action.USER_DELETION_CANCEL).count() == 1
    reader = make_caller(caller.user, scope="openid account:read")
    assert reader.call("DELETE", "me/deletion").status_code == 403


def test_the_last_administrator_stays() -> None:
    alone = make_caller(make_person(is_admin=True))
    make_person(is_admin=True, is_active=False)
    make_person(is_admin=True, deletion_at=clock.now())
    answer = alone.call("POST", "me/deletion")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    assert alone.call("GET", "me").status_code == 200
    make_person(is_admin=True)
    assert alone.call("POST", "me/deletion").status_code == 202


def test_the_document_is_plain_json_with_times_in_utc() -> None:
    caller = make_caller(make_person(name="é\u202e{{ 7*7 }}"))
    make_session(caller.user, user_agent="x\x7f<script>")
    document = json.loads(caller.call("GET", "me/export").content)
    assert document["account"]["name"] == "é\u202e{{ 7*7 }}"
    assert document["exported_at"].endswith("Z")
