"""The person's own history. Acceptance statement E9."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import RequestFactory

from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.clients.models import Client
from idp.lifecycle import activity
from tests.factories.account_api import FIREFOX, make_caller, make_person, make_session
from tests.factories.people import make_person as make_signer
from tests.factories.people import make_rp
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
READER = "openid account:read"


def test_a_sign_in_with_its_client_factor_and_device() -> None:
    alice = make_signer(totp=True)
    rp = make_rp(trusted=True)
    browser = Browser(user_agent=FIREFOX)
    rp.begin().sign_in(browser, alice)
    user = activity.User.objects.get(email=alice.email)
    entry = next(entry for entry in activity.page(user)[0] if entry.kind == "signed_in")
    assert (entry.outcome, entry.factor, entry.device) == ("success", "totp", "Firefox on Linux")
    assert entry.client == (rp.client_id, "Relying Party")
    assert not entry.is_new_device  # the first sign-in of a new account


def test_each_entry_in_fixed_words_and_nothing_of_the_record_s_own() -> None:
    caller = make_caller(scope=READER)
    record(
        Action.USER_PASSWORD_PROVE, outcome="refused", reason="wrong password", subject=caller.user.sub, sid=caller.session.sid
    )
    answer = caller.call("GET", "me/activity")
    assert answer.status_code == 200
    (entry,) = answer.json()["results"]
    assert {name: entry[name] for name in ("kind", "outcome", "factor", "sid_is_current", "is_new_device")} == {
        "kind": "password_wrong",
        "outcome": "refused",
        "factor": "password",
        "sid_is_current": True,
        "is_new_device": False,
    }
    assert [entry[name] for name in ("device", "ip", "place", "client")] == [None] * 4
    assert "wrong password" not in answer.content.decode()
    assert answer.json()["next"] is None


@pytest.mark.parametrize(
    ("action", "outcome", "detail", "kind"),
    [
        (Action.SESSION_RENEW, "success", {"factor": "totp"}, "identity_confirmed"),
        (Action.SESSION_END, "success", {}, "signed_out"),
        (Action.USER_UPDATE, "success", {"changed": ["password"]}, "password_changed"),
        (Action.USER_UPDATE, "success", {"changed": ["email", "name"]}, "email_changed"),
        (Action.USER_UPDATE, "success", {"changed": ["name"]}, "account_changed"),
        (Action.USER_FACTOR_PROVE, "success", {"factor": "recovery"}, "recovery_code_used"),
        (Action.USER_FACTOR_PROVE, "refused", {"factor": "email_otp"}, "code_wrong"),
        (Action.USER_FACTOR_ENROL, "success", {"factor": "totp"}, "authenticator_added"),
        (Action.USER_FACTOR_RESET, "success", {}, "two_step_reset"),
        (Action.RATE_REFUSE, "refused", {}, "guesses_blocked"),
        (Action.REFRESH_REUSE, "refused", {}, "app_tokens_replayed"),
    ],
)
def test_the_vocabulary(action: Action, outcome: str, detail: dict[str, object], kind: str) -> None:
    user = make_person()
    record(action, outcome=outcome, subject=user.sub, detail=detail)
    (entry,), _ = activity.page(user)
    assert (entry.kind, entry.outcome) == (kind, outcome)
    assert kind in activity.KINDS


def test_what_the_staff_did_is_told_without_where_they_sit() -> None:
    caller = make_caller(scope=READER)
    staff = make_person(is_admin=True)
    request = RequestFactory().get("/", HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="198.51.100.9")
    record(Action.USER_FACTOR_RESET, actor=staff.sub, subject=caller.user.sub, request=request, reason="lost the phone")
    answer = caller.call("GET", "me/activity")
    (entry,) = answer.json()["results"]
    assert (entry["kind"], entry["ip"], entry["device"]) == ("two_step_reset", None, None)
    exported = make_caller(caller.user).call("GET", "me/export").content.decode()
    for hidden in ("198.51.100.9", staff.sub, "lost the phone"):
        assert hidden not in answer.content.decode() + exported


def test_signing_another_browser_out_names_both() -> None:
    here = make_caller()
    there = make_session(here.user, user_agent="Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/130.0.0.0")
    assert here.call("DELETE", f"me/sessions/{there.sid}").status_code == 204
    assert here.call("POST", "me/sessions/revoke-others").status_code == 200
    entries = here.call("GET", "me/activity").json()["results"]
    (ended,) = [entry for entry in entries if entry["kind"] == "signed_out"]
    assert ended["ended_device"] == "Edge on Windows" and ended["device"] != "Edge on Windows"


@pytest.mark.parametrize(
    ("action", "outcome", "detail"),
    [
        (Action.USER_FACTOR_PROVE, "success", {"factor": "totp"}),  # the sign-in says so
        (Action.AUTHORIZATION_DECIDE, "success", {}),
        (Action.GRANT_REFRESH, "success", {}),
        (Action.USER_FACTOR_ENROL, "refused", {}),
        (Action.USER_FACTOR_SEND, "success", {}),
    ],
)
def test_what_is_no_news(action: Action, outcome: str, detail: dict[str, object]) -> None:
    user = make_person()
    record(action, outcome=outcome, subject=user.sub, detail=detail)
    assert activity.page(user) == ([], "")


def test_pages_of_thirty_by_cursor_without_a_gap() -> None:
    caller = make_caller(scope=READER)
    for _ in range(35):
        record(Action.SESSION_END, subject=caller.user.sub)
        record(Action.SESSION_END, subject=make_person().sub)
    first = caller.call("GET", "me/activity").json()
    assert len(first["results"]) == activity.PAGE
    rest = caller.call("GET", f"me/activity?cursor={first['next']}").json()
    assert (len(rest["results"]), rest["next"]) == (5, None)
    references = [entry["reference"] for entry in first["results"] + rest["results"]]
    mine = Event.objects.filter(subject=caller.user.sub).order_by("-pk").values_list("reference", flat=True)
    assert references == list(mine)


def test_a_page_is_one_read_by_the_person_s_index() -> None:
    user = make_person()
    for _ in range(3):
        record(Action.SESSION_START, subject=user.sub, client_id="gone")
    plan = activity.of(user).order_by("-pk")[:31].explain()
    assert "audit_event_by_person" in plan or connection.vendor != "sqlite"
    assert activity.page(user)[0][0].client is None


def test_the_list_of_sessions_says_whom_the_sign_in_was_for() -> None:
    caller = make_caller()
    Client.objects.filter(pk=caller.client.pk).update(name="Notes")
    type(caller.session).objects.filter(pk=caller.session.pk).update(client_id=caller.client.client_id)
    (session,) = caller.call("GET", "me/sessions").json()["results"]
    assert session["client"] == {"client_id": caller.client.client_id, "name": "Notes"}
    assert session["place"] is None


def test_a_known_browser_is_no_news_and_a_second_one_is() -> None:
    alice = make_signer(totp=True)
    rp = make_rp(trusted=True)
    laptop, phone = Browser(), Browser()
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    for minutes, browser in enumerate((laptop, phone, laptop, phone)):
        with time_machine.travel(now + timedelta(minutes=minutes), tick=False):
            browser.http.cookies.pop(settings.SESSION_COOKIE_NAME, None)
            rp.begin().sign_in(browser, alice)
    user = activity.User.objects.get(email=alice.email)
    sign_ins = [entry.is_new_device for entry in activity.page(user)[0] if entry.kind == "signed_in"]
    assert sign_ins == [False, False, True, False]
