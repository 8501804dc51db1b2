"""RU-15: a code made for one registered address is not redeemed with another. RFC 6749 §4.1.3."""

import pytest

from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db
URI, OTHER = "https://rp.example/one", "https://rp.example/two"


@pytest.mark.spec("RFC 6749", "4.1.3", "MUST")
@pytest.mark.parametrize(
    ("uri", "error"),
    [
        (OTHER, "invalid_grant"),
        (f"{URI}/", "invalid_grant"),
        (f"{URI}?x=1", "invalid_grant"),
        (URI.upper(), "invalid_grant"),
        (None, "invalid_request"),
    ],
)
def test_the_code_is_bound_to_its_address(uri: str | None, error: str) -> None:
    alice = signed_in(redirect_uri=f"{URI} {OTHER}")
    flow, code = alice.code(redirect_uri=URI)
    refused_at_token(flow.redeem(code, redirect_uri=uri), error)
    assert Grant.objects.get().activated_at is None
    one_refusal("token:request:refuse", client_id=alice.rp.client_id)
    assert flow.redeem(code).status_code == 200
