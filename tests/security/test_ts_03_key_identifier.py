"""TS-03: a ``kid`` that names no key of ours, a path, a statement, or a key for something else. Source: ASVS 9.1.3."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idp.oidc import keys, tokens
from idp.oidc.models import SigningKey
from idp.protocol.errors import OAuthError
from tests.factories.oidc import make_party
from tests.security.forgery import by_us, forged
from tests.security.grants import accepted_nowhere

pytestmark = pytest.mark.django_db
KIDS = ["unknown", "../../dev/null", "' or 1=1--", "a\0", "k" * 5000, 7, None, "", {}, ["a"], "active", "test"]


@pytest.mark.parametrize("kid", KIDS, ids=lambda kid: repr(kid)[:20])
def test_it_is_refused_although_our_key_signed(kid: Any) -> None:
    accepted_nowhere(forged(make_party().sign_in()["access_token"], header={"kid": kid}))


def test_a_key_of_another_algorithm_and_purpose_is_refused() -> None:
    token = make_party().sign_in()["access_token"]
    accepted_nowhere(
        forged(token, by_us("RS256"), header={"kid": keys.signer("RS256").kid, "alg": "RS256"}, typ="at+jwt", aud=["x"])
    )
    accepted_nowhere(forged(token, by_us("RS256"), header={"kid": keys.signer("RS256").kid}))
    accepted_nowhere(forged(token, by_us("ES256"), header={"kid": keys.signer("EdDSA").kid, "alg": "EdDSA"}))


@pytest.mark.parametrize("state", ["retired", "compromised"])
def test_a_key_that_is_no_longer_published_is_refused(state: str) -> None:
    token = make_party().sign_in()["access_token"]
    SigningKey.objects.filter(alg="ES256").update(state=state, active_alg=None)
    keys.forget()
    accepted_nowhere(token)
    SigningKey.objects.filter(alg="ES256").delete()
    keys.forget()


def test_unknown_ones_cost_at_most_one_look_up() -> None:
    token = make_party().sign_in()["access_token"]
    keys.find("unknown")
    with CaptureQueriesContext(connection) as queries:
        for number in range(20):
            with pytest.raises(OAuthError):
                tokens.verify_access_token(forged(token, header={"kid": f"unknown {number}"}))
    assert len(queries) <= 1
