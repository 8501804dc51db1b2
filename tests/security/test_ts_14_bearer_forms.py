"""TS-14: the access token is taken from one well-formed Authorization header and nowhere else."""

import pytest

from tests.factories.account_api import make_caller

pytestmark = pytest.mark.django_db


def test_the_scheme_may_be_lower_case() -> None:
    caller = make_caller()
    assert caller.call("GET", "me", authorization=f"bearer {caller.token}").status_code == 200


@pytest.mark.spec("RFC 6750", "2", "MUST")
@pytest.mark.parametrize(
    "form",
    [
        "BearerX {0}",
        "Bearer{0}",
        "Bearer",
        "Bearer ",
        "Bearer {0} b",
        "Bearer {0}, Bearer {0}",
        "Bearer {0},Bearer {0}",
        "Basic {0}",
        "{0}",
        "DPoP {0}",
        "Bearer {0}\t",
        "Token {0}",
    ],
)
def test_other_forms_are_refused(form: str) -> None:
    caller = make_caller()
    answer = caller.call("GET", "me", authorization=form.format(caller.token))
    assert answer.status_code in {400, 401}
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert caller.token not in answer.content.decode() + str(answer.headers)


def test_a_token_in_header_and_body_at_once_is_refused() -> None:
    caller = make_caller()
    answer = caller.call(
        "POST",
        "me/sessions/revoke-others",
        raw=f"access_token={caller.token}".encode(),
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 415
    assert caller.call("POST", "me/sessions/revoke-others", {"access_token": caller.token}).status_code == 400


def test_a_token_in_the_query_is_refused() -> None:
    caller = make_caller()
    assert caller.browser.get(f"/api/v1/me?access_token={caller.token}").status_code == 400
    assert caller.call("GET", f"me?access_token={caller.token}").status_code == 400
