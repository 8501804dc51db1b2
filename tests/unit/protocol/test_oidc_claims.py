"""IR-11: nothing is released beyond the granted scopes, over all their subsets."""

from itertools import chain, combinations

import pytest

from idp.protocol.oidc_claims import CLAIMS_BY_SCOPE, SCOPE_BY_CLAIM, implied_scopes, released

KNOWN = dict.fromkeys(SCOPE_BY_CLAIM, "value") | {"secret": "x"}
SCOPES = tuple(CLAIMS_BY_SCOPE)
SUBSETS = list(chain.from_iterable(combinations(SCOPES, count) for count in range(len(SCOPES) + 1)))


@pytest.mark.spec("OpenID Connect Core", "5.4", "MUST")
@pytest.mark.parametrize("scopes", SUBSETS)
def test_each_scope_carries_its_claims_and_no_other(scopes: tuple[str, ...]) -> None:
    expected = {claim for scope in scopes for claim in CLAIMS_BY_SCOPE[scope]}
    assert set(released(KNOWN, scopes, {}, SCOPES)) == expected


@pytest.mark.spec("OpenID Connect Core", "5.5", "SHOULD")
def test_one_claim_can_be_asked_for() -> None:
    assert set(released(KNOWN, ["openid"], {"name": {"essential": True}, "secret": None, "email": None}, ["profile"])) == {
        "name"
    }


def test_the_scopes_behind_asked_claims_can_be_named() -> None:
    asked = {"userinfo": {"name": None, "custom": None}, "id_token": {"email": None, "acr": {"essential": True}}}
    assert implied_scopes(asked) == {"profile", "email"}
    assert implied_scopes({}) == frozenset()
