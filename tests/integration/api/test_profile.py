"""PATCH /api/v1/me and PATCH /api/v1/me/authenticators/{id}."""

import pytest

from idp.accounts.models import User
from idp.mfa.models import Authenticator
from tests.factories.account_api import give_app, make_caller, make_person

pytestmark = pytest.mark.django_db


def test_the_profile_is_changed_and_answered() -> None:
    caller = make_caller(make_person(name="Ada", claims={"nickname": "A"}))
    body = {
        "name": "Ada Lovelace",
        "locale": "de",
        "claims": {"given_name": "Ada", "nickname": None, "phone_number": "030 1"},
    }
    answer = caller.call("PATCH", "me", body)
    assert answer.status_code == 422 and list(answer.json()["errors"]) == ["phone_number"]
    body["claims"] = {"given_name": "Ada", "nickname": None, "address": {"locality": "London"}}
    answer = caller.call("PATCH", "me", body)
    assert answer.status_code == 200
    me = answer.json()
    assert (me["name"], me["locale"], me["claims"]["given_name"], me["claims"]["nickname"]) == (
        "Ada Lovelace",
        "de",
        "Ada",
        None,
    )
    assert me["claims"]["address"]["locality"] == "London"
    assert caller.call("GET", "me").json() == me


def test_a_username_is_changed_and_never_taken_away() -> None:
    caller, other = make_caller(make_person()), make_caller(make_person())
    assert (
        caller.call("PATCH", "me", {"claims": {"preferred_username": " Ada.L "}}).json()["claims"]["preferred_username"]
        == "ada.l"
    )
    for kept in (None, "ada.l"):
        answer = caller.call("PATCH", "me", {"claims": {"preferred_username": kept}})
        assert (answer.status_code, answer.json()["claims"]["preferred_username"]) == (200, "ada.l")
    for refused in ("ADA.L", "root", "", "1st", "ada@example.org", "\u0430da", "a" * 65):
        answer = other.call("PATCH", "me", {"name": "Bob", "claims": {"preferred_username": refused}})
        assert (answer.status_code, list(answer.json()["errors"])) == (422, ["preferred_username"]), refused
    assert other.call("GET", "me").json()["name"] == ""


def test_an_empty_change_changes_nothing() -> None:
    caller = make_caller(make_person(name="Ada"))
    assert caller.call("PATCH", "me", {}).json()["name"] == "Ada"


@pytest.mark.parametrize(
    "body",
    [
        {"claims": {"phone_number_verified": True}},
        {"claims": {"email": "x@example.org"}},
        {"claims": {"sub": "x"}},
        {"claims": {"address": {"planet": "Mars"}}},
        {"claims": "x"},
        {"claims": {"given_name": {"$ne": 1}}},
        {"name": None},
        {"name": ["x"]},
        {"email": "x@example.org"},
        {"email_code_off": True},
        {"deletion_at": None},
    ],
)
def test_members_that_nobody_says_about_themselves_are_refused(body: object) -> None:
    caller = make_caller(make_person(name="Ada"))
    assert caller.call("PATCH", "me", body).status_code == 400
    user = User.objects.get(pk=caller.user.pk)
    assert (user.name, user.claims, user.email) == ("Ada", {}, caller.user.email)


def test_reading_is_not_writing() -> None:
    caller = make_caller(scope="openid account:read")
    answer = caller.call("PATCH", "me", {"name": "Ada"})
    assert answer.status_code == 403 and 'scope="account:write"' in answer.headers["WWW-Authenticate"]


def test_an_authenticator_gets_a_name() -> None:
    caller = make_caller()
    give_app(caller.user)
    handle = caller.call("GET", "me/authenticators").json()["results"][0]["id"]
    answer = caller.call("PATCH", f"me/authenticators/{handle}", {"label": " Work phone "})
    assert (answer.status_code, answer.json()["label"]) == (200, "Work phone")
    assert caller.call("PATCH", f"me/authenticators/{handle}", {"label": "a\nb"}).status_code == 422
    assert caller.call("PATCH", f"me/authenticators/{handle}", {"label": "x" * 61}).status_code == 400
    assert caller.call("PATCH", f"me/authenticators/{handle}", {"label": "x", "type": "y"}).status_code == 400
    assert Authenticator.objects.get().label == "Work phone"


def test_another_persons_authenticator_is_not_there() -> None:
    caller, other = make_caller(), make_caller()
    give_app(other.user)
    handle = Authenticator.objects.get().handle
    assert caller.call("PATCH", f"me/authenticators/{handle}", {"label": "mine"}).status_code == 404
    assert Authenticator.objects.get().label == "phone"
