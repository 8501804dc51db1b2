"""IR-11: no claim beyond the scopes that were granted, and a truthful ``email_verified``. Source: ASVS 15.3.1."""

from itertools import combinations

import pytest

from tests.factories.oidc import body, claims_of, make_party, make_user
from tests.security.grants import introspected

pytestmark = pytest.mark.django_db
STORED = {
    "given_name": "Ada",
    "family_name": "Lovelace",
    "middle_name": "K",
    "nickname": "ada",
    "preferred_username": "forged",
    "website": "https://a.example",
    "profile": "https://a.example/p",
    "picture": "https://a.example/i",
    "gender": "f",
    "birthdate": "1815-12-10",
    "zoneinfo": "Europe/London",
    "locale": "en",
    "phone_number": "+44 1",
    "phone_number_verified": True,
    "address": {"country": "GB"},
    "internal_note": "never told",
    "is_admin": True,
    "email": "forged@example.org",
    "email_verified": True,
    "sub": "forged",
}
PROFILE = {
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "website",
    "profile",
    "picture",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
}
BY_SCOPE = {
    "profile": PROFILE,
    "email": {"email", "email_verified"},
    "phone": {"phone_number", "phone_number_verified"},
    "address": {"address"},
}
SUBSETS = [subset for size in range(5) for subset in combinations(BY_SCOPE, size)]
TECHNICAL = {"iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "at_hash", "nonce"}


@pytest.mark.spec("OpenID Connect Core", "5.4", "MUST")
@pytest.mark.parametrize("scopes", SUBSETS, ids=lambda scopes: "+".join(scopes) or "none")
def test_exactly_what_was_granted(scopes: tuple[str, ...]) -> None:
    party = make_party(user=make_user(preferred_username="ada", claims=STORED))
    tokens = party.sign_in(scope=" ".join(["openid", *scopes]))
    info = body(party.userinfo(tokens["access_token"]))
    assert set(info) == {"sub"}.union(*(BY_SCOPE[scope] for scope in scopes))
    assert info["sub"] == party.user.sub
    assert info.get("email", party.user.email) == party.user.email
    assert info.get("preferred_username", "ada") == "ada"
    assert set(claims_of(tokens["id_token"])) == TECHNICAL
    assert not set(introspected(tokens["access_token"])) & (PROFILE | {"email", "address", "phone_number"})


@pytest.mark.parametrize("verified", [True, False])
def test_email_verified_is_the_truth_whatever_was_stored(verified: bool) -> None:
    user = make_user(claims={"email_verified": not verified}, **({} if verified else {"email_verified_at": None}))
    party = make_party(user=user)
    assert body(party.userinfo(party.sign_in(scope="openid email")["access_token"]))["email_verified"] is verified


@pytest.mark.parametrize("name", ["internal_note", "is_admin", "password", "epoch", "email_canonical"])
def test_the_claims_parameter_reaches_nothing_internal(name: str) -> None:
    party = make_party(user=make_user(claims=STORED))
    tokens = party.sign_in(claims={"userinfo": {name: {"essential": True}}, "id_token": {name: None}})
    assert name not in body(party.userinfo(tokens["access_token"]))
    assert name not in claims_of(tokens["id_token"])
