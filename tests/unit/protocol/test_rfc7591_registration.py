"""Client metadata: defaults, every fault at once, later features refused by name. Security cases DC-01 to DC-04, DC-11."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idp.mfa import policy
from idp.protocol import rfc7591_registration as rules
from idp.protocol.rfc7591_registration import InvalidMetadata, check

SCOPES = frozenset({"openid", "profile", "email", "read"})
API = "https://api.example"
WEB: dict[str, Any] = {"client_name": "Shop", "redirect_uris": ["https://shop.example/cb"]}
PUBLIC = WEB | {"token_endpoint_auth_method": "none"}
MACHINE: dict[str, Any] = {"client_name": "Robot", "grant_types": ["client_credentials"]}


def checked(metadata: dict[str, Any], *, loopback_issuer: bool = False) -> dict[str, Any]:
    return check(metadata, scopes=SCOPES, resources=frozenset({API}), loopback_issuer=loopback_issuer)


def faults(metadata: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(InvalidMetadata) as caught:
        checked(metadata)
    return {fault.field: fault.why for fault in caught.value.faults}


@pytest.mark.spec("RFC 7591", "2", "MUST")
def test_what_is_left_out_has_the_registered_default() -> None:
    filled = checked(WEB)
    assert filled["token_endpoint_auth_method"] == "client_secret_basic"
    assert (filled["grant_types"], filled["response_types"]) == (["authorization_code"], ["code"])
    assert (filled["require_pkce"], filled["trusted"], filled["enabled"]) == (True, False, True)
    robot = checked(MACHINE)
    assert (robot["scope"], robot["response_types"]) == ("", [])


def test_an_empty_member_counts_as_left_out() -> None:
    assert checked(WEB | {"scope": None, "jwks": None, "dpop_bound_access_tokens": False}) == checked(WEB)


def test_every_fault_is_told_at_once_with_value_and_place() -> None:
    wrong = WEB | {
        "redirect_uris": ["https://shop.example/cb", "http://shop.example/cb"],
        "scope": "openid nonsense",
        "minimum_acr": "phr",
    }
    with pytest.raises(InvalidMetadata) as caught:
        checked(wrong)
    told = {(fault.field, fault.value, fault.index) for fault in caught.value.faults}
    assert told == {("redirect_uris", "http://shop.example/cb", 1), ("scope", "nonsense", None), ("minimum_acr", "phr", None)}


@pytest.mark.parametrize(
    ("member", "value", "words"),
    [
        ("jwks", {"keys": []} | {"a": 1}, "private_key_jwt"),
        ("jwks_uri", "https://a.example/jwks", "private_key_jwt"),
        ("token_endpoint_auth_method", "private_key_jwt", "private_key_jwt"),
        ("dpop_bound_access_tokens", True, "DPoP"),
        ("require_pushed_authorization_requests", True, "pushed"),
        ("frontchannel_logout_uri", "https://a.example/out", "front-channel"),
        ("frontchannel_logout_session_required", True, "front-channel"),
        ("grant_types", ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code"], "device"),
        ("software_statement", "eyJ", "software statements"),
        ("logo_uri", "https://a.example/logo.svg", "not kept"),
    ],
)
def test_later_features_are_refused_by_name(member: str, value: object, words: str) -> None:
    assert words in faults(WEB | {member: value})[member]


@pytest.mark.parametrize(
    "member", ["skip_authorization", "is_first_party", "user", "registration_source", "algorithm", "redirect_uri"]
)
def test_members_that_nobody_knows_are_never_swallowed(member: str) -> None:
    assert "unknown" in faults(WEB | {member: "x"})[member]


def test_a_mistyped_member_is_recognised() -> None:
    assert faults(WEB | {"redirect_uri": "x"})["redirect_uri"].endswith("did you mean redirect_uris?")


@pytest.mark.parametrize("grant_type", ["password", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange", ""])
def test_foreign_grant_types(grant_type: str) -> None:
    assert "grant_types" in faults(WEB | {"grant_types": ["authorization_code", grant_type]})


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        (PUBLIC | {"grant_types": ["authorization_code", "client_credentials"]}, "grant_types"),
        (PUBLIC | {"require_pkce": False}, "require_pkce"),
        (PUBLIC | {"client_secret": "s" * 40}, "client_secret"),
        (PUBLIC | {"introspection_audiences": [API]}, "introspection_audiences"),
        (MACHINE | {"grant_types": ["refresh_token"]}, "grant_types"),
        (MACHINE | {"grant_types": []}, "grant_types"),
        (WEB | {"redirect_uris": []}, "redirect_uris"),
        (WEB | {"redirect_uris": ["https://shop.example/cb"] * 2}, "redirect_uris"),
        (WEB | {"redirect_uris": [f"https://shop.example/{n}" for n in range(21)]}, "redirect_uris"),
        (WEB | {"redirect_uris": "https://shop.example/cb"}, "redirect_uris"),
        (WEB | {"redirect_uris": [1]}, "redirect_uris"),
        (WEB | {"redirect_uris": ["com.example.app:/cb"]}, "redirect_uris"),
        (WEB | {"post_logout_redirect_uris": ["javascript:alert(1)"]}, "post_logout_redirect_uris"),
        (WEB | {"backchannel_logout_uri": "http://127.0.0.1/out"}, "backchannel_logout_uri"),
        (WEB | {"resources": ["https://other.example"]}, "resources"),
        (WEB | {"default_acr_values": ["gold"]}, "default_acr_values"),
        (WEB | {"id_token_signed_response_alg": "none"}, "id_token_signed_response_alg"),
        (WEB | {"id_token_signed_response_alg": "HS256"}, "id_token_signed_response_alg"),
        (WEB | {"response_types": ["token"]}, "response_types"),
        (WEB | {"trusted": "yes"}, "trusted"),
        (WEB | {"client_secret": 1}, "client_secret"),
        (WEB | {"client_name": None}, "client_name"),
    ],
)
def test_what_does_not_fit_together_is_refused(metadata: dict[str, Any], field: str) -> None:
    assert field in faults(metadata)


@pytest.mark.parametrize(
    "name", ["", "  ", "a" * 101, "Sh\u202eop", "Sh\u200bop", "Sh\nop", "Sh\x00op", "Sh\ud800op", "Sh\ufeffop", "\u2066Shop"]
)
def test_names_that_deceive_are_refused(name: str) -> None:
    assert "client_name" in faults(WEB | {"client_name": name})


def test_a_name_is_text_whatever_it_says() -> None:
    assert checked(WEB | {"client_name": "<script>Bücher & mehr</script>"})["client_name"].startswith("<script>")


def test_plain_http_for_back_channel_is_for_a_loopback_issuer() -> None:
    metadata = WEB | {"backchannel_logout_uri": "http://127.0.0.1:8001/out"}
    assert checked(metadata, loopback_issuer=True)["backchannel_logout_uri"] == "http://127.0.0.1:8001/out"


def test_the_known_acrs_are_those_that_can_be_reached() -> None:
    assert policy.ACRS[: len(rules.ACRS)] == rules.ACRS
    assert set(policy.ACRS) - set(rules.ACRS) == {policy.PASSKEY}


_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3), max_leaves=4
)


@given(st.dictionaries(st.sampled_from([*rules.DEFAULTS, "client_name", "client_id", "client_secret", "jwks", "x"]), _JUNK))
def test_no_document_does_anything_but_pass_or_be_refused(metadata: dict[str, Any]) -> None:
    faults = 0
    filled: dict[str, Any] = {}
    try:
        filled = checked(metadata)
    except InvalidMetadata as error:
        faults = len(error.faults)
    assert faults or set(filled) >= set(rules.DEFAULTS)
