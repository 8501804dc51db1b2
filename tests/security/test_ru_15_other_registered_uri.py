"""RU-15: a code made for one registered address is not redeemed with another. RFC 6749 §4.1.3."""

import pytest

from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db
URI, OTHER = "https://rp.example/one", "https://rp.example/two"


@pytest.mark.spec("RFC 6749", "4.1.3", "MUST")
@pytest.mark.parametrize("uri", [OTHER, f"{URI}/", f"{URI}?x=1", URI.upper(), None])
def test_the_code_is_bound_to_its_address(uri: str | None) -> None:
    alice = signed_in(redirect_uri=f"{URI} {OTHER}")
    flow, code = alice.code(redirect_uri=URI)
    answer = flow.redeem(code, redirect_uri=uri)
    refused_at_token(answer, "invalid_grant" if uri else answer.json()["error"])  # type: ignore[attr-defined]
    assert Grant.objects.get().activated_at is None
    one_refusal("token:request:refuse", client_id=alice.rp.client_id if alice.rp.auth_method == "none" else "")
