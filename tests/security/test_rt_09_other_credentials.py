"""RT-09: nothing but a refresh token is a refresh token. Source: CVE-2026-101023."""

import pytest

from idp.oidc.models import Grant
from tests.factories.oidc import make_party
from tests.security.grants import good, nothing_changes
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["access_token", "id_token", "code", "fresh code", "handle", "client_secret", "sid"])
def test_another_credential_is_an_invalid_grant(kind: str) -> None:
    party = make_party("s3cret")
    code = party.code()
    tokens = {**party.sign_in(), "code": code, "fresh code": party.code(), "client_secret": "s3cret"}
    tokens |= {"sid": party.session.sid if party.session else ""}
    tokens |= {"handle": Grant.objects.exclude(activated_at=None).get().handle}  # of the one that could be refreshed
    with nothing_changes():
        refused_at_token(party.refresh(tokens[kind]))
    good(party, tokens)
    assert party.redeem(code).status_code == 200
