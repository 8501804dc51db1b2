"""RT-11: a refresh asks again whether client, person and deployment still allow it. Source: CVE-2026-43983."""

from collections.abc import Callable

import pytest

from idp.accounts import people
from idp.clients import registration
from idp.lifecycle import sign_out
from idp.sessions import services as sessions
from idp.sessions.models import Deployment
from tests.factories.oidc import Party, make_party
from tests.security.grants import gone, refused_bearer
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
KILLS: dict[str, Callable[[Party], object]] = {
    "person disabled": lambda party: people.update_user(party.user, is_active=False),
    "password changed": lambda party: people.update_user(party.user, password="a rather long new sentence"),
    "rights changed": lambda party: people.update_user(party.user, is_admin=True),
    "signed out everywhere": lambda party: sign_out.everywhere(party.user, "stolen laptop"),
    "session revoked": lambda party: sign_out.one(party.user, party.session.sid if party.session else ""),
    "restored from a backup": lambda party: Deployment.objects.update_or_create(pk=1, defaults={"epoch": 1}),
}


@pytest.mark.parametrize("scope", ["openid", "openid offline_access"], ids=["session", "offline"])
@pytest.mark.parametrize("kill", KILLS.values(), ids=KILLS)
def test_everything_of_the_grant_is_dead(kill: Callable[[Party], object], scope: str) -> None:
    party = make_party("s3cret")
    tokens = party.sign_in(scope=scope)
    kill(party)
    gone(party, tokens)


def test_a_sign_out_leaves_what_was_granted_beyond_the_session() -> None:
    party = make_party("s3cret")
    bound, offline = party.sign_in(), party.sign_in(scope="openid offline_access")
    assert party.session is not None
    sessions.end(party.session, "signed out")
    gone(party, bound)
    assert party.refresh(offline["refresh_token"]).status_code == 200


def test_a_disabled_client_gets_nothing_until_it_is_enabled_again() -> None:
    party = make_party("s3cret")
    tokens = party.sign_in()
    registration.set_enabled(party.client, False, actor="operator")
    refused_at_token(party.refresh(tokens["refresh_token"]), "invalid_client", 401)
    refused_bearer(party.userinfo(tokens["access_token"]))
    registration.set_enabled(party.client, True, actor="operator")
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def test_a_client_that_lost_the_grant_type_cannot_refresh() -> None:
    party = make_party("s3cret")
    tokens = party.sign_in()
    party.client.grant_types = ["authorization_code"]
    party.client.version += 1
    party.client.save()
    refused_at_token(party.refresh(tokens["refresh_token"]), "unauthorized_client")
