"""XI-01, XI-08: scripts and template syntax in a user agent and in a client's name, on the pages behind mailed links."""

from datetime import timedelta

import pytest
import time_machine

from idp.accounts.models import User
from idp.clients.models import Client
from idp.core import clock, mail, outbox
from idp.sessions.models import Session
from tests.factories.account_api import make_caller
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.test_xi_01_script_in_pages import COMPUTED, TEXTS, inert

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_a_stranger_s_browser_calls_itself_stays_text(text: str) -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    Client.objects.filter(client_id=rp.client_id).update(name=text[:100])
    User.objects.update(created_at=clock.now() - timedelta(days=2))
    rp.begin().sign_in(Browser(user_agent=f"Mozilla/5.0 ({text}) Firefox/1.0 {text}"), alice)
    while outbox.drain():
        pass
    message = mail.memory[-1]
    body = message.get_content()
    assert message["Subject"] == "New sign-in to your account" and COMPUTED not in body
    link = next(line for line in body.splitlines() if "/account/not-me/" in line).removeprefix("http://localhost:8000")
    page = Browser().get(link)
    assert isinstance(page, Page) and page.status == 200
    inert(page.response, text)
    caller = make_caller(User.objects.get(email=alice.email), acr="mfa")
    for path in ("me/activity", "me/sessions", "me/apps", "me/export"):
        answer = caller.call("GET", path)
        assert answer.headers["Content-Type"] == "application/json" and answer.headers["X-Content-Type-Options"] == "nosniff"
        assert COMPUTED not in answer.content.decode()


def test_control_characters_of_a_user_agent_do_not_reach_the_row() -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    with time_machine.travel(clock.now(), tick=False):
        rp.begin().sign_in(Browser(user_agent="a\x1b[31m\x7f\u202eb"), alice)
    assert Session.objects.get().user_agent.isprintable()
