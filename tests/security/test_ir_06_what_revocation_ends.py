"""IR-06: revocation of either token ends both, with any hint, as often as one likes. Source: RFC 7009 §2.1; DOT #746."""

import pytest

from idp.audit.models import Event
from idp.oidc.models import Grant
from tests.factories.oidc import body, make_party
from tests.security.grants import gone, good, nothing_changes

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 7009", "2.1", "MUST")
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
@pytest.mark.parametrize("hint", [None, "access_token", "refresh_token", "id_token", "x" * 100])
def test_the_whole_grant_ends_and_no_other(kind: str, hint: str | None) -> None:
    party = make_party("s3cret")
    first, other = party.sign_in(), party.sign_in()
    second = body(party.refresh(first["refresh_token"]))
    for _ in range(2):
        assert party.post("revoke", {"token": second[kind], "token_type_hint": hint}).status_code == 200
    gone(party, first)
    gone(party, second)
    good(party, other)
    assert Grant.objects.exclude(revoked_at=None).count() == 1
    event = Event.objects.get(action="grant:tokens:revoke")
    assert (event.client_id, event.subject, event.outcome) == (party.client.client_id, party.user.sub, "success")


@pytest.mark.spec("RFC 7009", "2.2", "MUST")
@pytest.mark.parametrize("token", ["x", "a.b.c", "rt_x", "id_token", "code", "sid"])
def test_what_is_no_such_token_is_200_and_changes_nothing(token: str) -> None:
    party = make_party("s3cret")
    tokens = party.sign_in() | {"code": party.code(), "sid": party.session.sid if party.session else ""}
    with nothing_changes():
        assert party.post("revoke", {"token": tokens.get(token, token)}).status_code == 200
    good(party, tokens)


def test_no_token_at_all_is_an_invalid_request() -> None:
    answer = make_party("s3cret").post("revoke", {"token": ""})
    assert (answer.status_code, body(answer)["error"]) == (400, "invalid_request")
