"""People over the API, in the hands of an administrator: find, know, lock, unlock, sign out, reset."""

from typing import Any

import pytest

from idp.accounts.models import Group, User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core.models import OutboxEntry
from idp.lifecycle import directory
from idp.mfa.models import Authenticator
from tests.factories.account_api import Caller, give_app, make_caller, make_client, make_person, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Caller:
    user = make_person(is_admin=True, email="zoe@example.org")
    give_app(user)
    return make_caller(user, acr="mfa", scope="openid users:manage", client=make_client(scope="openid users:manage"))


@pytest.fixture
def bob() -> User:
    person = make_person(email="bob@example.org", name="Bob")
    give_app(person)
    person.groups.add(Group.objects.create(name="staff"))
    make_session(person)
    return person


def act(admin: Caller, person: User, name: str, reason: object = "ticket 7") -> Any:
    return admin.call("POST", f"users/{person.sub}/{name}", {"reason": reason})


def test_people_are_found_by_how_the_address_begins_in_pages(admin: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "PAGE", 2)
    for number in range(3):
        make_person(email=f"p{number}@example.org")
    seen, query = [], "users?q=P"
    while query:
        page = admin.call("GET", query).json()
        seen += [person["email"] for person in page["results"]]
        query = f"users?q=P&after={page['next']}" if page["next"] else ""
    assert seen == [f"p{number}@example.org" for number in range(3)]
    assert [one["sub"] for one in admin.call("GET", f"users?q={admin.user.sub}").json()["results"]] == [admin.user.sub]
    assert len(admin.call("GET", "users").json()["results"]) == 2


def test_one_person_without_a_secret_and_the_look_is_recorded(admin: Caller, bob: User) -> None:
    answer = admin.call("GET", f"users/{bob.sub}")
    told = answer.json()
    assert (told["email"], told["name"], told["groups"], told["email_verified"]) == (bob.email, "Bob", ["staff"], True)
    assert [app["label"] for app in told["apps"]] == ["phone"] and told["recovery_codes_left"] == 10
    assert [(one["device"], one["ip"], one["acr"]) for one in told["sessions"]] == [
        ("Firefox on Linux", "192.0.2.7", "2fa-email")
    ]
    session, app = bob.sessions.get(), Authenticator.objects.get(user=bob)
    for secret in (app.sealed_secret, app.handle, session.key_hash, session.sid):
        assert secret and secret not in answer.content.decode()
    event = Event.objects.get(action=Action.USER_LOOK)
    assert (event.actor, event.subject) == (admin.user.sub, bob.sub)


def test_lock_and_unlock(admin: Caller, bob: User) -> None:
    told = act(admin, bob, "lock").json()
    assert (told["is_active"], told["sessions"]) == (False, [])
    event = Event.objects.get(action=Action.USER_LOCK)
    assert (event.actor, event.subject, event.reason) == (admin.user.sub, bob.sub, "ticket 7")
    assert act(admin, bob, "unlock").json()["is_active"]
    assert act(admin, bob, "unlock").status_code == 200  # twice is once
    mailed = OutboxEntry.objects.filter(kind="mail", payload__to=bob.email).order_by("pk")
    assert [entry.payload["template"] for entry in mailed][-2:] == ["account_locked", "account_unlocked"]


def test_sign_out_and_reset(admin: Caller, bob: User) -> None:
    assert act(admin, bob, "sign-out").json()["sessions"] == []
    told = act(admin, bob, "reset-mfa").json()
    assert (told["apps"], told["recovery_codes_left"]) == ([], 0)
    mailed = OutboxEntry.objects.filter(kind="mail", payload__to=bob.email).order_by("pk")
    assert {"signed_out_by_staff", "two_step_reset", "enrolment_link"} <= {entry.payload["template"] for entry in mailed}


def test_the_last_administrator_is_not_locked(admin: Caller) -> None:
    other = make_person(is_admin=True, is_active=False)
    refused = act(admin, admin.user, "lock")
    assert refused.status_code in {403, 409} and User.objects.get(pk=admin.user.pk).is_active
    assert act(admin, other, "unlock").status_code == 200


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201, "a\u200eb", None, 1.5, ["x"]])
def test_no_act_without_a_reason(admin: Caller, bob: User, reason: object) -> None:
    answer = act(admin, bob, "lock", reason)
    if reason == 1.5:  # a number is a text to DRF
        assert answer.status_code == 200
        return
    assert answer.status_code in {400, 422} and "reason" in answer.json()["errors"]
    assert User.objects.get(pk=bob.pk).is_active


@pytest.mark.parametrize("path", ["users/nobody", "users/%00", "users/" + "a" * 300])
def test_nobody_is_not_found(admin: Caller, path: str) -> None:
    assert admin.call("GET", path).status_code == 404
    assert admin.call("POST", f"{path}/lock", {"reason": "x"}).status_code == 404


def test_a_parameter_or_member_that_is_not_taken_is_refused(admin: Caller, bob: User) -> None:
    for query in ("users?page=2", "users?q=a&q=b", f"users/{bob.sub}?q=a", "users?q=" + "a" * 300):
        assert admin.call("GET", query).status_code == 400
    body = {"reason": "x", "is_admin": True}
    assert admin.call("POST", f"users/{bob.sub}/lock", body).status_code == 400
    assert User.objects.get(pk=bob.pk).is_active
