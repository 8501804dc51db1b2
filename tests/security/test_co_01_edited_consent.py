"""CO-01: what was shown is what is granted; the consent form carries nothing but the decision. M7; ASVS 10.7.1."""

import pytest

from idp.clients.models import Consent
from idp.oidc.models import Grant
from tests.factories.oidc import make_user
from tests.factories.people import make_rp
from tests.rp import Arrival, Page, claims_of
from tests.security.signed_in import signed_in

pytestmark = pytest.mark.django_db
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


@pytest.mark.parametrize(
    "name", ["scope", "client_id", "redirect_uri", "nonce", "state", "code_challenge", "user", "everything"]
)
def test_added_fields_change_nothing(name: str) -> None:
    alice, other, mallory = signed_in(trusted=False), make_rp(redirect_uri="https://evil.example/cb"), make_user()
    flow = alice.rp.begin(scope="openid email")
    page = flow.open(alice.browser)
    assert isinstance(page, Page) and page.slug == "consent"
    fields = {
        "scope": "openid email profile phone account:write offline_access",
        "client_id": other.client_id,
        "redirect_uri": other.redirect_uri,
        "nonce": "mallory",
        "state": "mallory",
        "code_challenge": CHALLENGE,
        "user": mallory.sub,
    }
    sent = fields if name == "everything" else {name: fields[name]}
    arrival = alice.browser.submit(page, decision="allow", **sent)
    assert isinstance(arrival, Arrival)
    assert arrival.url.startswith(f"{alice.rp.redirect_uri}?code=")
    assert arrival.parameters["state"] == flow.parameters["state"]
    grant = Grant.objects.get()
    assert (grant.user, grant.client.client_id, grant.scope) == (alice.user, alice.rp.client_id, "openid email")
    assert Consent.objects.get().scopes == ["email", "openid"]
    tokens = flow.redeem(arrival.parameters["code"]).json()
    assert tokens["scope"] == "openid email"
    claims = claims_of(tokens["id_token"])
    assert (claims["sub"], claims["nonce"]) == (alice.user.sub, flow.parameters["nonce"])


@pytest.mark.parametrize("decision", ["", "yes", "ALLOW", "allow ", "1", "true", None])
def test_only_the_two_buttons_decide(decision: str | None) -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    answer = alice.browser.submit(page, **({"decision": decision} if decision is not None else {}))
    assert isinstance(answer, Page) and (answer.slug, answer.status) == ("consent", 422)
    assert Grant.objects.count() == 0 and Consent.objects.count() == 0


def test_two_decisions_are_none() -> None:
    alice = signed_in(trusted=False)
    page = alice.ask()
    assert isinstance(page, Page)
    body = f"csrf={page.fields()['csrf']}&decision=deny&decision=allow"
    answer = alice.browser.http.post(
        page.path, body, content_type="application/x-www-form-urlencoded", headers={"origin": "http://localhost:8000"}
    )
    assert answer.status_code == 400
    assert Grant.objects.count() == 0
