"""What people allowed: per person, client and redirect host. Security case CO-03."""

from dataclasses import replace

import pytest

from idp.accounts.models import User
from idp.clients import consents, registry
from idp.clients.models import Client, Consent
from tests.factories.oidc import make_client, make_user

pytestmark = pytest.mark.django_db
URI = "https://rp.example/callback"


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def client() -> Client:
    return make_client()


def test_scopes_add_up_at_one_host(user: User, client: Client) -> None:
    consents.remember(user.pk, client.pk, URI, frozenset({"openid"}))
    consents.remember(user.pk, client.pk, "https://rp.example:8443/other", frozenset({"email"}))
    assert consents.remembered_scopes(user.pk, client.pk, URI) == {"openid", "email"}
    assert Consent.objects.count() == 1


def test_another_host_person_or_client_is_asked_anew(user: User, client: Client) -> None:
    consents.remember(user.pk, client.pk, URI, frozenset({"openid"}))
    assert consents.remembered_scopes(user.pk, client.pk, "https://other.example/callback") == frozenset()
    assert consents.remembered_scopes(make_user().pk, client.pk, URI) == frozenset()
    assert consents.remembered_scopes(user.pk, make_client().pk, URI) == frozenset()


def test_revoking_forgets_every_host_of_one_client(user: User, client: Client) -> None:
    other = make_client()
    for one in (client, other):
        consents.remember(user.pk, one.pk, URI, frozenset({"openid"}))
    assert consents.revoke(user.pk, client.pk) == 1
    assert consents.remembered_scopes(user.pk, client.pk, URI) == frozenset()
    assert consents.remembered_scopes(user.pk, other.pk, URI) == {"openid"}


@pytest.mark.spec("RFC 8252", "8.6", "SHOULD")
def test_clients_that_others_can_impersonate_are_never_remembered(client: Client) -> None:
    record = registry.get(client.client_id)
    assert record is not None and consents.may_remember(record)
    assert not consents.may_remember(replace(record, application_type="native"))
    assert not consents.may_remember(replace(record, verified=False))
