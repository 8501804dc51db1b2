"""PK-08: a code made without a challenge is not redeemed with a verifier, so PKCE cannot be stripped. RFC 9700 §4.8.2."""

import pytest

from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import nothing_issued, refused_at_client, refused_at_token

pytestmark = pytest.mark.django_db
STRIPPED = {"code_challenge": None, "code_challenge_method": None}


def test_a_confidential_client_needs_a_challenge_too() -> None:
    carol = signed_in()
    flow = carol.rp.begin(**STRIPPED)
    refused_at_client(flow.open(carol.browser), flow, "invalid_request")
    nothing_issued()


@pytest.mark.spec("RFC 9700", "4.8.2", "MUST")
def test_a_client_excused_from_pkce_is_not_fooled() -> None:
    carol = signed_in(require_pkce=False)
    flow, code = carol.code(**STRIPPED)
    refused_at_token(flow.redeem(code))
    assert Grant.objects.get().activated_at is None
    assert flow.redeem(code, code_verifier=None).status_code == 200


def test_a_client_excused_from_pkce_that_uses_it_is_bound_to_it() -> None:
    carol = signed_in(require_pkce=False)
    flow, code = carol.code()
    refused_at_token(flow.redeem(code, code_verifier=None), "invalid_request")
    refused_at_token(flow.redeem(code, code_verifier="a" * 43))
    assert flow.redeem(code).status_code == 200
