"""The audience of access tokens, and the scopes that mean something there."""

import pytest

from idp.protocol.errors import OAuthError
from idp.protocol.rfc8707_resource import audience, effective_scopes

ISSUER, API, OTHER = "https://idp.example", "https://idp.example/api", "https://rs.example"


@pytest.mark.spec("RFC 8707", "2.2", "MUST")
@pytest.mark.parametrize(
    ("requested", "granted", "expected"),
    [
        ((), (), ISSUER),
        ((), (API,), API),
        ((OTHER,), (API, OTHER), OTHER),
        ((OTHER, OTHER), (API, OTHER), OTHER),
        ((ISSUER,), (), ISSUER),
    ],
)
def test_a_token_is_for_one_of_those_granted(requested: tuple[str, ...], granted: tuple[str, ...], expected: str) -> None:
    assert audience(requested, granted, ISSUER) == expected


@pytest.mark.spec("RFC 8707", "2", "MUST")
@pytest.mark.parametrize(
    ("requested", "granted"),
    [((API,), ()), ((ISSUER,), (API,)), ((API, OTHER), (API,)), ((API, OTHER), (API, OTHER)), ((), (API, OTHER))],
)
def test_it_may_neither_widen_nor_be_for_two(requested: tuple[str, ...], granted: tuple[str, ...]) -> None:
    with pytest.raises(OAuthError) as caught:
        audience(requested, granted, ISSUER)
    assert caught.value.error == "invalid_target"


def test_api_scopes_count_only_at_the_api() -> None:
    scopes = ("openid", "account:read", "read")
    assert effective_scopes(scopes, ISSUER, API) == ("openid", "read")
    assert effective_scopes(scopes, API, API) == scopes
