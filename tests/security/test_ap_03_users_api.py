"""AP-03, AP-04: people over the API: every door asked by everybody, and nobody reaches whom the table of roles keeps away.

The doors come from the URL map: a new one below ``users`` is asked too.
"""

from datetime import timedelta

import pytest

from idp.accounts.models import User
from idp.api import urls
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock
from idp.mfa.models import Authenticator
from idp.sessions.engine import live_sessions
from tests.factories.account_api import Caller, give_app, make_caller, make_client, make_person, make_session

pytestmark = pytest.mark.django_db
SCOPE = "openid users:manage"
REASON = {"reason": "ticket 7"}
DOORS = [
    (method, str(pattern.pattern))
    for pattern in urls.urlpatterns
    if str(pattern.pattern).startswith("users")
    for method in pattern.callback.cls.permissions
]
ACTS = ("lock", "unlock", "sign-out", "reset-mfa")
every_door = pytest.mark.parametrize(("method", "door"), DOORS)


def caller(acr: str = "mfa", *, scope: str = SCOPE, age: timedelta = timedelta(0), **roles: bool) -> Caller:
    user = make_person(**roles)
    give_app(user)
    client = make_client(scope="openid account:read account:write users:manage")
    return make_caller(user, acr=acr, at=clock.now() - age, scope=scope, client=client)


def ask(who: Caller, method: str, door: str, person: User) -> int:
    answer = who.call(method, door.replace("<str:sub>", person.sub), REASON if method == "POST" else None)
    assert answer.status_code < 400 or answer["Content-Type"] == "application/problem+json"
    return int(answer.status_code)


def unchanged(person: User, before: dict[str, object]) -> bool:
    return User.objects.values(*before).get(pk=person.pk) == before and Authenticator.objects.filter(user=person).exists()


def standing(person: User) -> dict[str, object]:
    return User.objects.values("is_active", "epoch", "is_admin", "factors_version").get(pk=person.pk)


@pytest.fixture
def bob() -> User:
    person = make_person()
    give_app(person)
    make_session(person)
    return person


def test_there_are_doors() -> None:
    assert {door for _, door in DOORS} == {"users", "users/<str:sub>", *(f"users/<str:sub>/{act}" for act in ACTS)}


@every_door
def test_who_may_not(method: str, door: str, bob: User) -> None:
    before = standing(bob)
    refused = {
        "no scope": caller(scope="openid account:read account:write", is_admin=True),
        "no role": caller(),
        "a mailed code": caller("2fa-email", is_admin=True),
        "proved too long ago": caller(age=timedelta(minutes=11), is_admin=True),
        "helpdesk with a mailed code": caller("2fa-email", is_helpdesk=True),
    }
    for name, who in refused.items():
        assert ask(who, method, door, bob) in {401, 403}, name
    assert ask(refused["no role"], method, door, bob) == 403  # and is not asked for a code first
    assert ask(refused["a mailed code"], method, door, bob) == 401
    assert unchanged(bob, before) and live_sessions().filter(user=bob).exists()
    assert Event.objects.filter(action=Action.ACCESS_REFUSE).count() == 7


@every_door
def test_an_administrator_may(method: str, door: str, bob: User) -> None:
    assert ask(caller(is_admin=True), method, door, bob) == 200


@every_door
def test_the_helpdesk_may_what_it_may_in_the_console(method: str, door: str, bob: User) -> None:
    allowed = not door.endswith(("/lock", "/unlock"))
    assert ask(caller(is_helpdesk=True), method, door, bob) == (200 if allowed else 403)


@pytest.mark.parametrize("role", ["is_admin", "is_helpdesk"])
@pytest.mark.parametrize("act", ["", *ACTS])
def test_the_helpdesk_reaches_nobody_of_the_staff(role: str, act: str, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(**{role: True})
    before, who = standing(bob), caller(is_helpdesk=True)
    door = f"users/<str:sub>/{act}" if act else "users/<str:sub>"
    for person in (bob, who.user):
        assert ask(who, "POST" if act else "GET", door, person) == 403
    assert unchanged(bob, before) and unchanged(who.user, standing(who.user))
    assert live_sessions().filter(user=bob).exists()
    told = Event.objects.filter(action=Action.ACCESS_REFUSE, actor=who.user.sub)
    assert [event.reason for event in told] == ["not_allowed"] * 2


@pytest.mark.parametrize("act", ["lock", "reset-mfa"])
def test_nobody_does_to_themselves_what_another_has_to(act: str) -> None:
    who = caller(is_admin=True)
    caller(is_admin=True)  # another one stays
    before = standing(who.user)
    assert ask(who, "POST", f"users/<str:sub>/{act}", who.user) == 403
    assert unchanged(who.user, before)


def test_a_role_that_was_taken_ends_the_token_and_a_client_that_lost_the_scope_too(bob: User) -> None:
    who = caller(is_admin=True)
    User.objects.filter(pk=who.user.pk).update(is_admin=False)
    assert [ask(who, "GET", door, bob) for door in ("users", "users/<str:sub>")] == [403, 403]
    other = caller(is_admin=True)
    other.client.scope, other.client.version = "openid", other.client.version + 1
    other.client.save()
    assert [ask(other, "GET", door, bob) for door in ("users", "users/<str:sub>")] == [403, 403]
