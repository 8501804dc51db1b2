"""TS-07, TS-13: the account API takes only access tokens meant for it, of a person, alive at this moment."""

from collections.abc import Callable

import pytest
from django.conf import settings

from idp.accounts.models import User
from idp.accounts.people import raise_epoch
from idp.clients import registry
from idp.clients.models import Client
from idp.core import clock
from idp.oidc import store, tokens
from idp.oidc.models import Grant
from idp.sessions import services as sessions
from tests.factories.account_api import Caller, make_caller

pytestmark = pytest.mark.django_db
ISSUER = settings.IDP.public_url


@pytest.mark.parametrize("audience", [ISSUER, "https://api.example.org", f"{ISSUER}/api/", f"{ISSUER}/api/v1", f"{ISSUER}/ap"])
def test_a_token_for_another_audience(audience: str) -> None:
    caller = make_caller()
    row = store.load_by_handle(caller.grant.handle)
    assert row is not None
    caller.token = tokens.access_token(row, audience, ["account:read"], clock.now())
    assert caller.call("GET", "me").status_code == 401


def test_a_client_s_own_token_is_nobody_s_account() -> None:
    caller = make_caller()
    client = registry.get(caller.client.client_id)
    assert client is not None
    caller.token = tokens.client_access_token(client, settings.IDP.api_resource, ["account:read", "account:write"], clock.now())
    answer = caller.call("GET", "me")
    assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert caller.call("POST", "me/sessions/revoke-others").status_code == 403


def test_an_id_token_is_no_access_token() -> None:
    caller = make_caller()
    row, client = store.load_by_handle(caller.grant.handle), registry.get(caller.client.client_id)
    assert row is not None
    assert client is not None
    caller.token = tokens.id_token(
        client, row, clock.now(), access_token=caller.token, nonce="", claims={"aud": settings.IDP.api_resource}
    )
    assert caller.call("GET", "me").status_code == 401


@pytest.mark.parametrize(
    "kill",
    [
        lambda caller: store.kill(caller.grant.pk, "revoked"),
        lambda caller: sessions.end(caller.session, "signed out"),
        lambda caller: raise_epoch(caller.user),
        lambda caller: User.objects.filter(pk=caller.user.pk).update(is_active=False),
        lambda caller: Client.objects.filter(pk=caller.client.pk).update(enabled=False, version=2),
        lambda caller: Client.objects.filter(pk=caller.client.pk).update(scope="openid", version=2),
        lambda caller: Grant.objects.filter(pk=caller.grant.pk).update(expires_at=clock.now()),
    ],
    ids=[
        "grant revoked",
        "session ended",
        "epoch raised",
        "person disabled",
        "client disabled",
        "scope withdrawn",
        "grant expired",
    ],
)
def test_what_died_a_moment_ago_is_dead_here(kill: Callable[[Caller], object]) -> None:
    caller = make_caller()
    assert caller.call("GET", "me").status_code == 200
    kill(caller)
    assert caller.call("GET", "me").status_code in {401, 403}
    assert caller.call("POST", "me/sessions/revoke-others").status_code in {401, 403}
