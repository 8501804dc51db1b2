"""Usernames: always there, each of one person only, for good."""

from importlib import import_module
from itertools import islice

import pytest
from django.apps import apps
from django.db import transaction

from idp.accounts import address_change, invitations, profile, usernames
from idp.accounts.models import User, Username
from idp.accounts.usernames import UsernameError
from idp.core.errors import AppError
from tests.factories.accounts import browser, person
from tests.factories.oidc import make_user

pytestmark = pytest.mark.django_db


def rename(user: User, name: str) -> list[str]:
    return profile.update(user, {"claims": {"preferred_username": name}}, request=browser())


@pytest.mark.parametrize(
    ("wish", "made"),
    [
        ("ada@example.org", "ada"), ("Ada.Lovelace+news@example.org", "ada.lovelace-news"), ("007@example.org", "u007"),
        ("_ada_@example.org", "ada"), ("admin@example.org", "admin2"), ("\u0410\u0434\u0430 \U0001f984", "u"),
        ("Ada Lovelace", "ada-lovelace"), (f"{'a' * 64}@example.org", "a" * 32),
    ],
)  # fmt: skip
def test_what_is_made_of_an_address_or_a_wish(wish: str, made: str) -> None:
    several = list(islice(usernames.candidates(wish), 30))
    assert several[0] == made
    assert len(set(several)) == len(several)
    for name in several:
        assert usernames.parse(name) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1ada",
        "-ada",
        "ada-",
        "ada.",
        "a b",
        "ada@example.org",
        "a/b",
        "\u0430da",
        "ad\u00e4",
        "ada\u200b",
        "a" * 65,
        "a\n"[:1] + "\nb",
    ],
)
def test_what_looks_like_something_else_is_no_username(text: str) -> None:
    with pytest.raises(UsernameError):
        usernames.parse(text)


@pytest.mark.parametrize("text", ["admin", "ROOT", "no-reply"])
def test_what_apps_give_rights_to_only_an_operator_gives(text: str) -> None:
    ada = person("ada@example.org")
    with pytest.raises(AppError) as caught:
        rename(ada, text)
    assert list(caught.value.fields) == ["preferred_username"]
    assert usernames.choose(ada, text, by_operator=True)
    assert rename(ada, text) == [], "who has it keeps it"


def test_two_addresses_with_the_same_beginning() -> None:
    names = [person(f"ada@{host}.example").preferred_username for host in ("one", "two", "three")]
    assert names == ["ada", "ada2", "ada3"]


def test_a_name_is_never_another_persons_again() -> None:
    ada, bob = person("ada@example.org"), person("bob@example.org")
    assert rename(ada, "lovelace") == ["preferred_username"]
    for taken in ("lovelace", "LoveLace", "ada"):
        with pytest.raises(AppError):
            rename(bob, taken)
    assert rename(ada, "ada") == ["preferred_username"], "one's own earlier name may be taken up again"
    ada.delete()
    with pytest.raises(AppError):
        rename(bob, "ada")
    assert person("ada@example.com").preferred_username == "ada2"
    assert not Username.objects.filter(digest="ada").exists(), "what stays is no text"
    assert usernames.choose(bob, "ada", by_operator=True), "an operator may know that it is the same person"


def test_nobody_keeps_a_thousand_names_from_everybody_else() -> None:
    ada = person("ada@example.org")
    for number in range(usernames.MOST_HELD - 1):
        rename(ada, f"name{number}")
    with pytest.raises(AppError) as caught:
        rename(ada, "one-more")
    assert "too often" in caught.value.fields["preferred_username"][0]
    assert rename(ada, "ada") == ["preferred_username"]


def test_a_refused_name_leaves_the_rest_of_the_profile_as_it_was() -> None:
    person("bob@example.org")
    ada = person("ada@example.org", name="Ada")
    with pytest.raises(AppError):
        profile.update(ada, {"name": "Bob", "claims": {"preferred_username": "bob"}}, request=browser())
    ada.refresh_from_db()
    assert (ada.name, ada.preferred_username) == ("Ada", "ada")


def test_people_of_an_older_version_are_named_in_batches() -> None:
    old = [
        make_user(email=f"ada@{number}.example", claims={"preferred_username": "Root"} if number == 1 else {})
        for number in range(5)
    ]
    unproved = make_user(email="eve@example.org", email_verified_at=None)
    person("ada@example.org")
    assert (usernames.fill(2), usernames.fill(2), usernames.fill(2), usernames.fill(2)) == (2, 2, 1, 0)
    names = [User.objects.get(pk=user.pk).preferred_username for user in [*old, unproved]]
    assert names == ["ada2", "ada3", "ada4", "ada5", "ada6", None]


def test_the_name_of_an_account_that_nobody_came_for_is_free_for_who_proves_its_address() -> None:
    ada = person("ada@example.org")
    invitations.invite("lovelace@example.org", actor="operator")
    with transaction.atomic():
        assert address_change._take(ada, "lovelace@example.org")
    assert rename(ada, "lovelace") == ["preferred_username"]


def test_two_requests_at_once_name_somebody_of_an_older_version_alike() -> None:
    old = make_user(email="ada@example.org")
    as_read_by_another_request = User.objects.get(pk=old.pk)
    assert usernames.ensure(old) == "ada"
    assert usernames.ensure(as_read_by_another_request) == "ada", "an app may have been told the first one"
    assert Username.objects.count() == 1


def test_the_migration_names_everybody_and_goes_on_after_an_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    migration = import_module("idp.accounts.migrations.0006_names_for_everybody")
    monkeypatch.setattr(migration, "BATCH", 3)
    old = [make_user(email=f"ada@{number}.example") for number in range(12)]
    named = make_user(email="bob@example.org", claims={"preferred_username": "Robert"})
    person("robert@example.org")
    unproved = make_user(email="eve@example.org", email_verified_at=None)
    for _ in range(2):
        migration.name_everybody(apps, None)
    names = [User.objects.get(pk=user.pk).preferred_username for user in [*old, named, unproved]]
    assert names[:9] == ["ada", *(f"ada{number}" for number in range(2, 10))]
    assert all(str(name).startswith("ada-") for name in names[9:12]) and len(set(names)) == len(names)
    assert names[12:] == ["robert2", None]
    assert Username.objects.count() == 14
