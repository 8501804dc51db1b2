"""PK-05, PK-07, PK-10: only the verifier behind the challenge redeems the code. RFC 7636 §4.6; RFC 9700 §4.5."""

import pytest

from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import one_refusal, refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 7636", "4.6", "MUST")
@pytest.mark.parametrize(
    ("verifier", "error"),
    [
        (None, "invalid_request"),
        ("", "invalid_request"),
        ("a" * 42, "invalid_grant"),
        ("a" * 64, "invalid_grant"),
        ("a" * 129, "invalid_grant"),
        ("é" * 64, "invalid_grant"),
        ("\u2028" * 64, "invalid_grant"),
    ],
    ids=["absent", "empty", "42", "another", "129", "not ASCII", "line separators"],
)
@pytest.mark.parametrize("auth_method", ["none", "client_secret_basic"])
def test_refused_and_the_code_is_not_spent(verifier: str | None, error: str, auth_method: str) -> None:
    alice = signed_in(auth_method=auth_method)
    flow, code = alice.code()
    refused_at_token(flow.redeem(code, code_verifier=verifier), error)
    assert Grant.objects.get().activated_at is None
    one_refusal("token:request:refuse", client_id=alice.rp.client_id, actor=alice.rp.client_id)
    assert flow.redeem(code).status_code == 200


def test_the_challenge_is_not_its_own_verifier() -> None:
    flow, code = signed_in(auth_method="none").code()
    refused_at_token(flow.redeem(code, code_verifier=flow.parameters["code_challenge"]))
    assert Grant.objects.get().activated_at is None


def test_a_code_is_bound_to_its_own_flow() -> None:
    alice = signed_in(auth_method="none")
    (one, code_of_one), (two, code_of_two) = alice.code(), alice.code()
    refused_at_token(one.redeem(code_of_two))
    refused_at_token(two.redeem(code_of_one))
    assert one.redeem(code_of_one).status_code == 200
    assert two.redeem(code_of_two).status_code == 200


def test_four_kibibytes_are_not_even_read() -> None:
    flow, code = signed_in(auth_method="none").code()
    refused_at_token(flow.redeem(code, code_verifier="a" * 4096), "invalid_request")
    assert Grant.objects.get().code_attempts == 0
    assert flow.redeem(code).status_code == 200
