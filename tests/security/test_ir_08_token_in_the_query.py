"""IR-08: userinfo with the access token anywhere but in the header. Source: RFC 9700 §4.3.2; measured M12."""

import pytest

from tests.factories.oidc import body, make_party, new_ip
from tests.security.standing import no_secret_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("with_header", [False, True])
def test_in_the_query_it_is_refused(method: str, with_header: bool) -> None:
    party = make_party()
    token = party.sign_in()["access_token"]
    headers = {"x-forwarded-for": new_ip()} | ({"authorization": f"Bearer {token}"} if with_header else {})
    answer = party.browser.generic(method, f"/oauth2/userinfo?access_token={token}", headers=headers)
    assert (answer.status_code, body(answer)["error"]) == (400, "invalid_request")
    no_secret_in(f"{answer.content!r}{answer.headers}", token)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data; boundary=x"]
)
def test_in_the_body_it_is_refused(kind: str) -> None:
    party = make_party()
    token = party.sign_in()["access_token"]
    for header in ("", f"Bearer {token}"):
        answer = party.raw("userinfo", f"access_token={token}", content_type=kind, authorization=header)
        assert (answer.status_code, body(answer)["error"]) == (400, "invalid_request")


def test_in_a_cookie_it_is_not_seen() -> None:
    party = make_party()
    party.browser.cookies["access_token"] = party.sign_in()["access_token"]
    answer = party.browser.get("/oauth2/userinfo", headers={"x-forwarded-for": new_ip()})
    assert (answer.status_code, answer.content) == (401, b"{}")
