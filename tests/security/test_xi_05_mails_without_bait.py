"""XI-05: a name or a browser that is a phishing text with an address to click, in the mail that we send for it."""

import re
from datetime import timedelta

import pytest

from idp.accounts.models import User
from idp.clients.models import Client
from idp.core import clock, mail, outbox
from tests.factories.people import make_person, make_rp
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
BAITS = (
    "URGENT: verify at https://evil.example/login now",
    "evil.example",
    "write to help@evil.example",
    "http://evil.example http://evil.example " * 20,
    "evil\u2024example \u202emoc.live",
)


@pytest.mark.parametrize("bait", BAITS)
def test_it_is_cut_short_links_to_nothing_and_reaches_no_subject(bait: str) -> None:
    alice, rp = make_person(totp=True), make_rp(trusted=True)
    Client.objects.filter(client_id=rp.client_id).update(name=bait[:255])
    User.objects.update(created_at=clock.now() - timedelta(days=2), name=bait[:200])
    rp.begin().sign_in(Browser(user_agent=f"{bait} bot/1.0".encode("latin-1", "replace").decode("latin-1")), alice)
    while outbox.drain():
        pass
    assert len(mail.memory) == 1
    message = mail.memory[0]
    assert message["Subject"] == "New sign-in to your account"
    body = message.get_content()
    links = re.findall(r"\S+://\S+", body)
    assert links and all(link.startswith("http://localhost:8000/") for link in links)
    assert "evil.example" not in body and "@evil" not in body and "\u202e" not in body
    assert max(map(len, body.splitlines())) < 200
