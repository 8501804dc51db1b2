"""The thin thread: a person without JavaScript signs in at the sample client, and every record of it tells the truth.

Spec: OpenID Connect Core §2 (acr, amr, auth_time), OpenID Connect Back-Channel Logout 1.0 §2.1 (sid).
"""

import json
import time
from typing import Any

import pytest

from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Account, Demo
from tests.e2e.steps import give_password, sign_in


def claims_at_sample_client(browser: Browser) -> dict[str, Any]:
    """The claims that the sample client verified and shows."""
    element = browser.at.soup.find(id="claims")
    assert element is not None, browser.at.text
    claims: dict[str, Any] = json.loads(element.get_text())
    return claims


READ = """
import json
from idp.core import clock
from idp.sessions.models import Session
row = Session.objects.select_related("user").get(sid={sid!r})
facts = {{"sub": row.user.sub, "acr": row.acr, "amr": row.amr, "auth_time": clock.to_unix(row.authenticated_at)}}
print(json.dumps(facts | {{"is_over": row.ended_at is not None}}))
"""


def session_row(demo: Demo, sid: str) -> dict[str, Any]:
    """The provider's own record of a session."""
    row: dict[str, Any] = json.loads(demo.idp("shell", "--no-imports", "--command", READ.format(sid=sid)))
    return row


@pytest.mark.spec("OpenID Connect Core", "2", "MUST")
@pytest.mark.parametrize(
    ("email", "acr", "amr"),
    [("ada@example.org", "mfa", ["pwd", "otp", "mfa"]), ("bob@example.org", "2fa-email", ["pwd", "otp"])],
)
def test_the_id_token_and_the_session_tell_how_and_when(
    email: str, acr: str, amr: list[str], demo: Demo, nojs: Browser
) -> None:
    began = int(time.time())
    account: Account = demo.accounts[email]
    page = sign_in(nojs, demo, account, f"{demo.rp}/login")

    assert page.url == f"{demo.rp}/protected"
    claims = claims_at_sample_client(nojs)
    assert claims["iss"] == demo.issuer
    assert claims["aud"] in ("demo", ["demo"])
    assert (claims["acr"], claims["amr"]) == (acr, amr)
    assert began <= claims["auth_time"] <= claims["iat"] <= time.time() + 1

    row = session_row(demo, claims["sid"])
    assert row["sub"] == claims["sub"]
    assert (row["acr"], row["amr"]) == (acr, amr)
    assert row["auth_time"] == claims["auth_time"]
    assert not row["is_over"]


def test_half_a_sign_in_is_none(demo: Demo, nojs: Browser) -> None:
    nojs.open(f"{demo.rp}/login")
    give_password(nojs, demo.ada)
    assert nojs.at.path.endswith("/mfa-totp")
    assert nojs.open(f"{demo.issuer}/account").path.endswith("/login")
    assert "Signed in as" not in nojs.open(f"{demo.rp}/protected").text


def test_wrong_answers_stay_on_their_page_and_say_what_to_do(demo: Demo, nojs: Browser) -> None:
    nojs.open(f"{demo.rp}/login")
    refused = nojs.submit("sign-in", username=demo.ada.email, password="not the password")
    assert refused.status == 422
    assert refused.title.startswith("Error:")
    give_password(nojs, demo.ada)
    refused = nojs.submit("verify", code="000000")
    assert refused.status == 422
    assert refused.has("id_code_error")


def test_signing_out_at_the_sample_client_ends_the_session_everywhere(demo: Demo, nojs: Browser) -> None:
    sign_in(nojs, demo, demo.bob, f"{demo.rp}/login")
    sid = claims_at_sample_client(nojs)["sid"]
    nojs.submit("sign-out")
    if nojs.at.has("sign-out"):
        nojs.submit("sign-out")
    assert session_row(demo, sid)["is_over"]
    assert nojs.open(f"{demo.rp}/login").path.endswith("/login")
