"""AC-04: a code is worth nothing to another client, however well that one proves itself. CVE-2026-55672; RFC 6749 §4.1.3."""

import pytest

from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 6749", "4.1.3", "MUST")
@pytest.mark.parametrize("method", ["none", "client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize("owner", ["none", "client_secret_basic"])
def test_another_client_with_everything_else_right(method: str, owner: str) -> None:
    alice, mallory = signed_in(auth_method=owner), signed_in(auth_method=method)
    flow, code = alice.code()
    honest, flow.client = flow.client, mallory.rp
    refused_at_token(flow.redeem(code))
    grant = Grant.objects.get()
    assert (grant.activated_at, grant.code_attempts) == (None, 0)
    one_refusal("token:request:refuse", client_id=mallory.rp.client_id, actor=mallory.rp.client_id)
    flow.client = honest
    assert flow.redeem(code).status_code == 200


def test_naming_the_owner_beside_another_clients_secret_is_no_way() -> None:
    alice, mallory = signed_in(auth_method="none"), signed_in()
    flow, code = alice.code()
    flow.client = mallory.rp
    refused_at_token(flow.redeem(code, client_id=alice.rp.client_id), "invalid_client", 401)
    assert Grant.objects.get().activated_at is None
