"""What people may say about themselves."""

import pytest

from idp.accounts import profile
from idp.accounts.models import User
from idp.audit.models import Event
from idp.core.errors import AppError
from tests.factories.accounts import browser, person

pytestmark = pytest.mark.django_db


def update(user: User, **changes: object) -> list[str]:
    return profile.update(user, changes, request=browser())


def test_what_is_given_changes_and_the_rest_stays() -> None:
    ada = person(name="Ada", claims={"nickname": "A", "preferred_username": "ada"})
    assert update(ada, claims={"given_name": "Ada", "nickname": None}) == ["claims"]
    assert update(ada, name="  Ada   Lovelace ", locale="en-GB") == ["name", "locale"]
    assert (ada.name, ada.locale, ada.claims) == ("Ada Lovelace", "en-GB", {"given_name": "Ada"})
    assert ada.told_claims == {"given_name": "Ada", "preferred_username": "ada"}
    assert ada.epoch == 0
    assert [event.detail for event in Event.objects.filter(action="user:account:update")] == [
        {"changed": ["claims"]},
        {"changed": ["name", "locale"]},
    ]


def test_nothing_new_is_nothing_changed() -> None:
    ada = person(name="Ada")
    assert update(ada, name="Ada", claims={"nickname": ""}) == []
    assert not Event.objects.filter(action="user:account:update").exists()


@pytest.mark.parametrize(
    ("claim", "typed", "stored"),
    [
        ("phone_number", "+49 (30) 123-456", "+4930123456"),
        ("birthdate", "1815-12-10", "1815-12-10"),
        ("birthdate", "0000-12-10", "0000-12-10"),
        ("birthdate", "1815", "1815"),
        ("zoneinfo", "Europe/Berlin", "Europe/Berlin"),
        ("website", "https://example.org/~ada?x=1", "https://example.org/~ada?x=1"),
        ("given_name", "\u0410\u0434\u0430", "\u0410\u0434\u0430"),
        (
            "address",
            {"locality": "Berlin", "formatted": "One\nTwo", "region": ""},
            {"locality": "Berlin", "formatted": "One\nTwo"},
        ),
    ],
)
def test_what_a_claim_may_hold(claim: str, typed: object, stored: object) -> None:
    ada = person()
    update(ada, claims={claim: typed})
    assert User.objects.get(pk=ada.pk).claims == {claim: stored}
    update(ada, claims={claim: None})
    assert User.objects.get(pk=ada.pk).claims == {}


@pytest.mark.parametrize(
    ("claim", "typed"),
    [
        ("phone_number", "030 123456"),
        ("phone_number", "+0123456"),
        ("phone_number", "+49" + "1" * 14),
        ("birthdate", "10.12.1815"),
        ("birthdate", "1815-13-01"),
        ("zoneinfo", "../../etc/passwd"),
        ("zoneinfo", "Mars/Olympus"),
        ("website", "javascript:alert(1)"),
        ("picture", "data:image/svg+xml,<svg/>"),
        ("profile", "https://user@evil.example/"),
        ("website", "https://[::1"),
        ("website", "https:///nowhere"),
        ("nickname", "two\nlines"),
        ("nickname", "\u202eadmin"),
        ("gender", "x" * 201),
        ("address", {"locality": "a\x00b"}),
    ],
)
def test_what_it_may_not_hold(claim: str, typed: object) -> None:
    ada = person()
    with pytest.raises(AppError) as refused:
        update(ada, name="Somebody else", claims={claim: typed})
    assert refused.value.status == 422 and next(iter(refused.value.fields)).split(".")[0] == claim
    assert (User.objects.get(pk=ada.pk).claims, User.objects.get(pk=ada.pk).name) == ({}, ada.name), "all or nothing"


@pytest.mark.parametrize(
    "changes",
    [{"name": ""}, {"name": " "}, {"name": "a\x07b"}, {"name": "x" * 201}, {"locale": "../x"}, {"locale": "english"}],
)
def test_a_name_and_a_language_are_needed_whole(changes: dict[str, str]) -> None:
    with pytest.raises(AppError):
        update(person(), **changes)


def test_a_new_number_is_an_unverified_one() -> None:
    ada = person(claims={"phone_number": "+4930123456", "phone_number_verified": True})
    update(ada, claims={"phone_number": "+49 30 123456"})
    assert ada.claims["phone_number_verified"] is True, "the same number, spelt otherwise"
    update(ada, claims={"phone_number": "+4930999999"})
    assert ada.claims == {"phone_number": "+4930999999"}
