"""The thin thread: a person without JavaScript signs in at the sample client, and every record of it tells the truth.

Spec: OpenID Connect Core §2 (acr, amr, auth_time), OpenID Connect Back-Channel Logout 1.0 §2.1 (sid).
"""

import json
import sqlite3
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


def session_row(demo: Demo, sid: str) -> dict[str, Any]:
    """The provider's own record of a session."""
    with sqlite3.connect(f"file:{demo.data}/idp.sqlite3?mode=ro", uri=True) as connection:
        connection.row_factory = sqlite3.Row
        query = (
            "SELECT s.*, u.sub, CAST(strftime('%s', s.authenticated_at) AS INTEGER) AS auth_time "
            "FROM idp_sessions_session s JOIN accounts_user u ON u.id = s.user_id WHERE s.sid = ?"
        )
        rows = [dict(row) for row in connection.execute(query, (sid,))]
    connection.close()
    assert len(rows) == 1
    return rows[0]


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
    assert (row["acr"], json.loads(row["amr"])) == (acr, amr)
    assert row["auth_time"] == claims["auth_time"]
    assert row["ended_at"] is None


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
    assert session_row(demo, sid)["ended_at"] is not None
    assert nojs.open(f"{demo.rp}/login").path.endswith("/login")
