"""PK-06: five wrong verifiers end a code; its finder cannot go on guessing. OAuth 2.1 §4.1.3."""

import pytest

from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("tries", "lives"), [(1, True), (4, True), (5, False), (10, False)])
def test_the_fifth_wrong_verifier_ends_the_code(tries: int, lives: bool) -> None:
    flow, code = signed_in(auth_method="none").code()
    for n in range(tries):
        refused_at_token(flow.redeem(code, code_verifier=f"{n}" * 43))
    last = flow.redeem(code)
    if lives:
        assert last.status_code == 200
    else:
        refused_at_token(last)
        assert Grant.objects.get().activated_at is None


def test_guesses_at_one_code_do_not_count_against_another() -> None:
    alice = signed_in(auth_method="none")
    (found, code), (other, other_code) = alice.code(), alice.code()
    for _ in range(5):
        found.redeem(code, code_verifier="a" * 43)
    refused_at_token(found.redeem(code))
    assert other.redeem(other_code).status_code == 200


def test_another_client_cannot_burn_the_code() -> None:
    alice, mallory = signed_in(auth_method="none"), signed_in(auth_method="none")
    flow, code = alice.code()
    for _ in range(6):
        theft = mallory.rp.begin()
        refused_at_token(theft.redeem(code, redirect_uri=flow.parameters["redirect_uri"]))
    assert flow.redeem(code).status_code == 200
