"""AP-05: the lists of one's own hold no secret, no digest, and nothing of a client but its name. authentik CVE-2026-40166."""

import pytest

from idp.audit.events import Action, record
from idp.clients.models import ClientSecret
from idp.core import clock, secrets
from idp.sessions import known_browsers
from tests.factories.account_api import make_caller, make_client, make_grant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["me/apps", "me/sessions", "me/activity", "me/export"])
def test_nothing_that_opens_a_door_and_nothing_of_the_client_s_own(path: str) -> None:
    caller = make_caller()
    digest = known_browsers.remember(caller.user, secrets.token())
    type(caller.session).objects.filter(pk=caller.session.pk).update(browser_hash=digest, client_id=caller.client.client_id)
    notes = make_client(
        trusted=False, redirect_uris="https://internal.example/cb", backchannel_logout_uri="https://internal.example/out",
        allowed_origins="https://internal.example", minimum_acr="mfa",
    )  # fmt: skip
    secret = ClientSecret.objects.create(
        client=notes, secret_hash=secrets.digest("s"), hint="hint", label="prod", created_at=clock.now()
    )
    grant = make_grant(caller.session, notes)
    record(
        Action.SESSION_START, subject=caller.user.sub, sid=caller.session.sid, client_id=notes.client_id,
        reason="internal reason", detail={"factor": "totp", "acr": "mfa", "internal": "detail"},
    )  # fmt: skip
    answer = caller.call("GET", path)
    assert answer.status_code == 200
    text = answer.content.decode()
    hidden = [
        digest, caller.session.key_hash, grant.code_hash, grant.handle, caller.token, secret.secret_hash, "prod",
        "internal.example", "internal reason", '"internal"', "minimum_acr", "version",
    ]  # fmt: skip
    assert [value for value in hidden if value in text] == []
