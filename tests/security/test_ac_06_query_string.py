"""AC-06, AC-07: the token endpoint takes a POST with everything in its body. RFC 6749 §2.3.1, §3.2."""

from urllib.parse import urlencode

import pytest

from idp.oidc.models import Grant
from tests.security.signed_in import signed_in
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.mark.spec("RFC 6749", "2.3.1", "MUST")
@pytest.mark.parametrize("moved", ["code", "code_verifier", "client_id", "client_secret", "grant_type", "everything"])
def test_nothing_is_read_from_the_query(moved: str) -> None:
    alice = signed_in(auth_method="client_secret_post")
    flow, code = alice.code()
    body = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": alice.rp.redirect_uri,
        "code_verifier": flow.verifier,
        "client_id": alice.rp.client_id,
        "client_secret": alice.rp.client_secret,
    }
    query = body if moved == "everything" else {moved: body[moved]}
    for rest in ({name: value for name, value in body.items() if name not in query}, body):
        answer = alice.rp.http.post(f"/oauth2/token?{urlencode(query)}", urlencode(rest), content_type=FORM)
        refused_at_token(answer, "invalid_request")
    assert Grant.objects.get().activated_at is None
    assert flow.redeem(code).status_code == 200


@pytest.mark.spec("RFC 6749", "3.2", "MUST")
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_no_other_method_redeems(method: str) -> None:
    alice = signed_in(auth_method="none")
    flow, code = alice.code()
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": alice.rp.redirect_uri,
        "code_verifier": flow.verifier,
        "client_id": alice.rp.client_id,
    }
    answer = alice.rp.http.generic(method, "/oauth2/token", urlencode(form), content_type=FORM)
    assert answer.status_code == 405
    assert "POST" in answer["Allow"]
    assert Grant.objects.get().activated_at is None
    assert flow.redeem(code).status_code == 200
