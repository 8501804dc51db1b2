"""RT-13: a revoked refresh token stays revoked when every process forgets what it knew. Source: CVE-2026-9802."""

import pytest
from django.core.cache import cache

from idp.clients import registry
from idp.oidc import keys
from tests.factories.oidc import make_party
from tests.security.grants import gone, good

pytestmark = pytest.mark.django_db


def test_revocation_survives_a_restart_and_an_empty_cache() -> None:
    party = make_party("s3cret")
    revoked, kept = party.sign_in(), party.sign_in()
    assert party.post("revoke", {"token": revoked["refresh_token"]}).status_code == 200
    registry.forget()
    keys.forget()
    cache.clear()
    gone(party, revoked)
    good(party, kept)
