"""Answers that a relying party must refuse: MX-04 to MX-08, AC-12 (spec: RFC 9700, OpenID Connect Core §3.1.3.7)."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import requests
from joserfc.jwk import ECKey, OKPKey

from demo_client.app import RelyingParty

from .conftest import Client
from .provider import CLIENT_ID, FOREIGN_KEY, KEY, Claims, Provider, hs256, query, sign

NOW = time.time


def refused(client: Client, answer: requests.Response) -> bool:
    """Whether the answer was a refusal that left nobody signed in."""
    return answer.status_code == 400 and "Location" not in answer.headers and client.claims() is None


@pytest.mark.parametrize("iss", ["https://evil.example", "", "{issuer}/", None])
def test_mx_04_wrong_or_missing_iss(ada: Client, provider: Provider, iss: str | None) -> None:
    changed = iss.format(issuer=provider.issuer) if iss else iss
    answer = provider.answer(ada.start(), iss=changed)
    assert refused(ada, ada.open("/callback" + query(answer)))
    assert provider.count("/token") == 0  # the code was sent nowhere


def test_mx_04_iss_may_be_absent_where_it_is_not_promised(ada: Client, provider: Provider) -> None:
    del provider.metadata["authorization_response_iss_parameter_supported"]
    assert ada.open("/callback" + query(provider.answer(ada.start(), iss=None))).status_code == 302


@pytest.mark.parametrize("state", [None, "", "invented"])
def test_mx_05_state_missing_or_invented(ada: Client, provider: Provider, state: str | None) -> None:
    assert refused(ada, ada.open("/callback" + query(provider.answer(ada.start(), state=state))))
    assert provider.count("/token") == 0


def test_mx_05_state_of_another_browser(ada: Client, mallory: Client, provider: Provider) -> None:
    answer = query(provider.answer(mallory.start()))
    ada.start()
    assert refused(ada, ada.open("/callback" + answer)) and provider.count("/token") == 0
    assert mallory.open("/callback" + answer).status_code == 302


def test_mx_05_state_used_twice(ada: Client, provider: Provider) -> None:
    location = ada.start()
    assert ada.open("/callback" + query(provider.answer(location))).status_code == 302
    again = ada.open("/callback" + query(provider.answer(location)))
    assert (again.status_code, again.headers["Location"]) == (302, ada.base + "/protected"), "Back: that is done"
    assert provider.count("/token") == 1
    ada.open("/logout", method="POST")
    after = ada.open("/callback" + query(provider.answer(location)))
    assert refused(ada, after) and 'href="/login"' in after.text and "This was refused" not in after.text


def test_mx_05_foreign_answer_to_somebody_who_is_signed_in(ada: Client, mallory: Client, provider: Provider) -> None:
    ada.sign_in()
    claims, spent = ada.claims(), provider.count("/token")
    answer = ada.open("/callback" + query(provider.answer(mallory.start())))
    assert (answer.status_code, answer.headers["Location"]) == (302, ada.base + "/protected")
    assert (ada.claims(), provider.count("/token")) == (claims, spent), "nothing of the answer was used"


def test_mx_05_state_of_another_tab(ada: Client, provider: Provider) -> None:
    first, second = provider.answer(ada.start()), provider.answer(ada.start())
    assert refused(ada, ada.open("/callback" + query({**first, "state": second["state"]})))
    assert ada.open("/callback" + query(second)).status_code == 302
    assert ada.open("/callback" + query(first)).status_code == 302


def test_mx_05_repeated_parameter(ada: Client, provider: Provider) -> None:
    answer = query(provider.answer(ada.start()))
    assert refused(ada, ada.open("/callback" + answer + "&code=other")) and provider.count("/token") == 0


@pytest.mark.parametrize(
    "bend",
    [
        lambda claims: claims.pop("nonce"),
        lambda claims: claims.update(nonce="other"),
        lambda claims: claims.update(nonce=None),
        lambda claims: (claims.pop("nonce"), claims.update(nonce_supported=False)),
        lambda claims: claims.update(nonce="other", nonce_supported=False),
    ],
    ids=["absent", "other", "null", "absent and told to skip", "other and told to skip"],
)
def test_mx_06_nonce(ada: Client, provider: Provider, bend: Callable[[Claims], Any]) -> None:
    provider.bend_claims = bend
    assert refused(ada, ada.sign_in())


CLAIMS: dict[str, Callable[[Claims], Any]] = {
    "aud of another client": lambda c: c.update(aud="other"),
    "aud of another client, azp ours": lambda c: c.update(aud="other", azp=CLIENT_ID),
    "aud array without us, azp ours": lambda c: c.update(aud=["other", "third"], azp=CLIENT_ID),
    "aud array, foreign member, no azp": lambda c: c.update(aud=[CLIENT_ID, "other"]),
    "aud array, foreign azp": lambda c: c.update(aud=[CLIENT_ID, "other"], azp="other"),
    "foreign azp": lambda c: c.update(azp="other"),
    "no aud": lambda c: c.pop("aud"),
    "empty aud": lambda c: c.update(aud=[]),
    "iss of another": lambda c: c.update(iss="https://evil.example"),
    "no iss": lambda c: c.pop("iss"),
    "no sub": lambda c: c.pop("sub"),
    "empty sub": lambda c: c.update(sub=""),
    "sub not a string": lambda c: c.update(sub=1),
    "expired": lambda c: c.update(exp=int(NOW()) - 3600),
    "no exp": lambda c: c.pop("exp"),
    "exp not a number": lambda c: c.update(exp="tomorrow"),
    "iat a day ahead": lambda c: c.update(iat=int(NOW()) + 86400),
    "iat an hour ago": lambda c: c.update(iat=int(NOW()) - 3600),
    "no iat": lambda c: c.pop("iat"),
    "at_hash of another token": lambda c: c.update(at_hash="AAAAAAAAAAAAAAAAAAAAAA"),
    "empty at_hash": lambda c: c.update(at_hash=""),
}


@pytest.mark.parametrize("bend", CLAIMS.values(), ids=CLAIMS.keys())
def test_mx_07_claims(ada: Client, provider: Provider, bend: Callable[[Claims], Any]) -> None:
    del provider.metadata["userinfo_endpoint"]  # so that nothing but the ID token decides
    provider.bend_claims = bend
    assert refused(ada, ada.sign_in())


def test_mx_07_aud_array_with_our_azp_is_good(ada: Client, provider: Provider) -> None:
    provider.bend_claims = lambda claims: claims.update(aud=[CLIENT_ID, "other"], azp=CLIENT_ID)
    assert ada.sign_in().status_code == 302


SIGNERS: dict[str, Callable[[Claims], str]] = {
    "alg none": lambda c: sign(c, alg="none"),
    "HS256 with the public key": hs256,
    "another key under our kid": lambda c: sign(c, key=FOREIGN_KEY),
    "unknown kid": lambda c: sign(c, kid="invented", key=FOREIGN_KEY),
    "PS256, not registered": lambda c: sign(c, alg="PS256"),
    "a logout token": lambda c: sign(c, typ="logout+jwt"),
    "an access token": lambda c: sign(c, typ="at+jwt"),
    "an access token by its long name": lambda c: sign(c, typ="application/at+jwt"),
    "cut short": lambda c: sign(c)[:-10],
    "not a JWT": lambda c: "garbage",
    "not an object": lambda c: sign([1]),
    "empty": lambda c: "",
}


@pytest.mark.parametrize("signer", SIGNERS.values(), ids=SIGNERS.keys())
def test_mx_07_signature_and_type(ada: Client, provider: Provider, signer: Callable[[Claims], str]) -> None:
    provider.signer = signer
    assert refused(ada, ada.sign_in())


def test_mx_07_unknown_kids_cause_one_refetch_a_minute(ada: Client, provider: Provider, party: RelyingParty) -> None:
    ada.sign_in()
    provider.signer = lambda claims: sign(claims, kid="invented", key=FOREIGN_KEY)
    fetched = []
    for _ in range(4):
        assert ada.sign_in().status_code == 400
        fetched.append(provider.count("/jwks"))
    assert fetched == [2, 2, 2, 2]
    party.provider.unknown_kid_at -= 61  # a minute later
    ada.sign_in()
    assert provider.count("/jwks") == 3


def test_a_token_without_kid_is_of_the_only_key(ada: Client, provider: Provider) -> None:
    """OpenID Connect Core §10.1: a kid is needed where there are several. Keys of other kinds are not ours to know."""
    others = [
        ECKey.generate_key("P-256").as_dict(private=False) | {"kid": "k3", "use": "sig", "alg": "ES256"},
        OKPKey.generate_key("Ed25519").as_dict(private=False) | {"kid": "k4", "use": "sig", "alg": "EdDSA"},
        {"kty": "AKP", "kid": "of the future", "alg": "ML-DSA-44", "pub": "x"},
    ]
    provider.keys += others
    provider.signer = lambda claims: sign(claims, kid=None)
    assert ada.sign_in().status_code == 302
    provider.signer = lambda claims: sign(claims, kid=None, key=FOREIGN_KEY)
    assert ada.sign_in().status_code == 400


def test_a_token_without_kid_is_refused_where_there_are_two_keys(ada: Client, provider: Provider) -> None:
    provider.keys.append({**FOREIGN_KEY.as_dict(private=False), "kid": "k2", "use": "sig", "alg": "RS256"})
    provider.signer = lambda claims: sign(claims, kid=None)
    assert refused(ada, ada.sign_in())


def test_mx_07_rotated_key_is_found(ada: Client, provider: Provider) -> None:
    ada.sign_in()
    provider.keys = [{**FOREIGN_KEY.as_dict(private=False), "kid": "k2", "use": "sig"}]
    provider.signer = lambda claims: sign(claims, kid="k2", key=FOREIGN_KEY)
    assert ada.sign_in().status_code == 302
    provider.signer = lambda claims: sign(claims, kid="k1", key=KEY)
    assert ada.sign_in().status_code == 400  # the withdrawn key is trusted no longer


TOKENS: dict[str, Callable[[Claims], Any]] = {
    "no id_token": lambda t: t.pop("id_token"),
    "no access_token": lambda t: t.pop("access_token"),
    "token_type DPoP": lambda t: t.update(token_type="DPoP"),
    "no token_type": lambda t: t.pop("token_type"),
}


@pytest.mark.parametrize("bend", TOKENS.values(), ids=TOKENS.keys())
def test_token_response_that_is_not_whole(ada: Client, provider: Provider, bend: Callable[[Claims], Any]) -> None:
    provider.bend_tokens = bend
    assert refused(ada, ada.sign_in())


def test_userinfo_of_another_person(ada: Client, provider: Provider) -> None:
    provider.userinfo_sub = "mallory"
    assert refused(ada, ada.sign_in())


@pytest.mark.parametrize(
    ("asked", "auth_time"), [("60", None), ("0", None), ("0", -600), ("60", -600), ("60", 86400), ("60", "x")]
)
def test_max_age_is_checked(ada: Client, provider: Provider, asked: str, auth_time: Any) -> None:
    when = NOW() + auth_time if isinstance(auth_time, int) else auth_time
    provider.bend_claims = lambda c: c.pop("auth_time") if when is None else c.update(auth_time=when)
    assert refused(ada, ada.sign_in(f"?max_age={asked}"))


@pytest.mark.parametrize("asked", ["", "?max_age=3600"])
def test_older_sign_in_is_good_enough_where_allowed(ada: Client, provider: Provider, asked: str) -> None:
    provider.bend_claims = lambda claims: claims.update(auth_time=int(NOW()) - 600)
    assert ada.sign_in(asked).status_code == 302


@pytest.mark.parametrize("acr", ["1fa", "2fa-email", None])
def test_essential_acr_is_a_demand_and_acr_values_a_wish(ada: Client, provider: Provider, acr: str | None) -> None:
    provider.bend_claims = lambda claims: claims.update(acr=acr)
    assert refused(ada, ada.sign_in("?essential_acr=mfa phr"))
    assert ada.sign_in("?acr_values=mfa").status_code == 302


def test_essential_acr_that_is_met(ada: Client) -> None:
    assert ada.sign_in("?essential_acr=mfa").status_code == 302


@pytest.mark.parametrize("with_state", [True, False])
def test_mx_08_error_is_text_only(ada: Client, provider: Provider, with_state: bool) -> None:
    evil = "<img src=x onerror=alert(1)>"
    answer = provider.answer(ada.start(), code=None, **({} if with_state else {"state": None}))
    page = ada.open("/callback" + query({**answer, "error": "access_denied", "error_description": evil}))
    assert page.status_code == 400 and "access_denied" in page.text
    assert "<img" not in page.text and "&lt;img src=x onerror=alert(1)&gt;" in page.text


def test_mx_08_error_of_the_token_endpoint_is_text_only(ada: Client, provider: Provider) -> None:
    page = ada.open("/callback" + query(provider.answer(ada.start(), code="invented")))
    assert page.status_code == 400 and "invalid_grant" in page.text and "<img" not in page.text


def test_mx_08_error_beside_a_code_signs_nobody_in(ada: Client, provider: Provider) -> None:
    answer = {**provider.answer(ada.start()), "error": "access_denied"}
    assert refused(ada, ada.open("/callback" + query(answer))) and provider.count("/token") == 0


def test_ac_12_injected_code(ada: Client, mallory: Client, provider: Provider) -> None:
    provider.sub = "mallory"
    stolen = provider.answer(mallory.start())["code"]
    own = provider.answer(ada.start())
    assert refused(ada, ada.open("/callback" + query({**own, "code": stolen})))


def test_ac_12_injected_code_where_the_provider_ignores_pkce(ada: Client, mallory: Client, provider: Provider) -> None:
    stolen, own = provider.answer(mallory.start()), provider.answer(ada.start())
    provider.codes[stolen["code"]]["code_challenge"] = provider.codes[own["code"]]["code_challenge"]
    assert refused(ada, ada.open("/callback" + query({**own, "code": stolen["code"]})))  # the nonce differs
    assert provider.count("/token") == 1
