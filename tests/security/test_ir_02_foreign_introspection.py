"""IR-02: a client asks about a token that is none of its business. Source: RFC 7662 §4; CVE-2024-47077, CVE-2026-18208."""

import pytest

from tests.factories.oidc import Party, body, make_client, make_party
from tests.security.standing import one_refusal

pytestmark = pytest.mark.django_db
ONE, TWO = "https://one.example", "https://two.example"


def asked(caller: Party, token: str) -> dict[str, object]:
    answer = caller.post("introspect", {"token": token})
    assert answer.status_code == 200
    return body(answer)


@pytest.mark.spec("RFC 7662", "4", "MUST")
def test_another_audience_s_server_learns_nothing() -> None:
    party = make_party(resources=[ONE, TWO])
    token = party.sign_in(resources=[ONE])["access_token"]
    right = make_party("s3cret", introspection_audiences=[ONE])
    wrong = make_party("s3cret", introspection_audiences=[TWO])
    assert asked(wrong, token) == {"active": False}
    one_refusal("token:introspection:refuse", client_id=wrong.client.client_id)
    assert asked(right, token)["active"] is True


@pytest.mark.parametrize("audiences", [[], [TWO], [f"{ONE}/"], [ONE[:-1]], ["*"], [""], ["https://"], [ONE.upper()]])
def test_nor_one_whose_right_only_looks_alike(audiences: list[str]) -> None:
    party = make_party(resources=[ONE])
    token = party.sign_in(resources=[ONE])["access_token"]
    assert asked(make_party("s3cret", introspection_audiences=audiences), token) == {"active": False}


def test_a_client_may_ask_about_its_own_and_not_about_another_s() -> None:
    own, other = make_party("s3cret"), make_party("another")
    token = own.sign_in()["access_token"]
    assert asked(own, token)["active"] is True
    assert asked(other, token) == {"active": False}
    same_person = Party(client=make_client("third"), secret="third", user=own.user)
    assert asked(same_person, token) == {"active": False}


def test_refresh_tokens_codes_and_id_tokens_are_inactive_even_for_their_client() -> None:
    own = make_party("s3cret")
    tokens = own.sign_in()
    for token in (tokens["refresh_token"], tokens["id_token"], own.code(), "x"):
        assert asked(own, token) == {"active": False}
