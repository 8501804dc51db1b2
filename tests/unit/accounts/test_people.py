"""People on the word of an operator: creating, changing without effect, changing with one."""

import pytest

from idp.accounts import passwords, people, services
from idp.accounts.models import User
from idp.audit.models import Event
from idp.core.errors import AppError
from tests.factories.accounts import PASSWORD, browser, letters, person

pytestmark = pytest.mark.django_db


def test_everything_that_the_file_may_say() -> None:
    ada = people.create_user(
        "Ada@example.org",
        password=PASSWORD,
        email_verified=True,
        is_admin=True,
        groups=["staff", "math"],
        locale="de",
        claims={"name": "Ada Lovelace", "given_name": "Ada"},
    )
    ada.refresh_from_db()
    assert (ada.email, ada.email_canonical, ada.name, ada.locale) == (
        "Ada@example.org",
        "ada@example.org",
        "Ada Lovelace",
        "de",
    )
    assert ada.claims == {"given_name": "Ada"} and ada.is_admin and ada.email_verified_at is not None
    assert sorted(ada.groups.values_list("name", flat=True)) == ["math", "staff"]
    assert passwords.check(ada, PASSWORD)
    assert len(ada.sub) >= 22 and ada.sub != person().sub


def test_a_second_run_changes_nothing() -> None:
    facts = {"password": PASSWORD, "email_verified": True, "groups": ["staff"], "claims": {"name": "Ada"}}
    ada = people.create_user("ada@example.org", **facts)
    epoch = ada.epoch
    assert people.update_user(ada, **facts) == []
    assert (ada.epoch, Event.objects.filter(action="user:account:update").count()) == (epoch, 0)


@pytest.mark.parametrize(
    ("change", "names", "ends_sessions"),
    [
        ({"name": "Countess"}, ["name"], False),
        ({"claims": {"nickname": "A"}}, ["claims"], False),
        ({"email_verified": False}, ["email_verified"], False),
        ({"groups": ["staff"]}, ["groups"], False),
        ({"is_admin": True}, ["is_admin"], True),
        ({"is_active": False}, ["is_active"], True),
        ({"password": "another long password"}, ["password"], True),
    ],
)
def test_what_changed_is_named_and_rights_end_sessions(
    change: dict[str, object], names: list[str], ends_sessions: bool
) -> None:
    ada = person("ada@example.org", name="Ada")
    assert people.update_user(ada, **change) == names
    assert ada.epoch == (1 if ends_sessions else 0)
    assert User.objects.get(pk=ada.pk).epoch == ada.epoch


def test_a_hash_may_be_given_instead_of_a_password() -> None:
    encoded = passwords.hash_password(PASSWORD)
    ada = people.create_user("ada@example.org", password_hash=encoded)
    assert passwords.check(ada, PASSWORD)
    assert people.update_user(ada, password_hash=encoded) == []
    with pytest.raises(AppError) as refused:
        people.update_user(ada, password_hash="md5$salt$0123456789abcdef")
    assert refused.value.code == "bad_password_hash"


BARE = "argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0$tCc9fRe1ZCo/16K285DQzyaDkBqT0FS+sUtZTyzbH18"


@pytest.mark.parametrize("before", ["argon2$", "$", "argon2id$", ""])
def test_hashes_of_other_software_are_taken_and_stay_as_a_file_gave_them(before: str) -> None:
    ada = people.create_user("ada@example.org", password_hash=before + BARE, email_verified=True)
    people.own(ada, ["password"])
    assert services.authenticate("ada@example.org", PASSWORD, ip="203.0.113.9") == ada
    assert people.update_user(ada, password_hash=before + BARE) == []


@pytest.mark.parametrize(
    "given", ["argon2$...", "argon2$argon2i$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA", "bcrypt$" + BARE, "", BARE[:-20] + "!"]
)
def test_other_hashes_are_refused(given: str) -> None:
    with pytest.raises(AppError) as refused:
        people.create_user("ada@example.org", password_hash=given)
    assert list(refused.value.fields) == ["password_hash"]


def test_without_a_password_nobody_signs_in_by_one() -> None:
    ada = people.create_user("ada@example.org")
    assert not ada.has_usable_password()
    assert not passwords.check(ada, "")


def test_an_address_is_taken_once_whatever_its_case() -> None:
    person("ada@example.org")
    with pytest.raises(AppError) as refused:
        people.create_user("ADA@example.org")
    assert refused.value.code == "email_taken"


def test_a_new_password_ends_every_session_and_tells_the_owner() -> None:
    ada = person("ada@example.org")
    people.set_password(ada, "another long password", request=browser())
    assert ada.epoch == 1 and passwords.check(User.objects.get(pk=ada.pk), "another long password")
    assert [letter.subject for letter in letters("ada@example.org")] == ["Your password was changed"]
    with pytest.raises(AppError):
        people.set_password(ada, "password1234")
