"""kill -9 of the node between any two steps: the next goes on with the same cookies. RL-01, RL-04, RL-42."""

import json
import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from idp.accounts.models import User
from idp.core.models import OutboxEntry
from idp.mfa.models import Authenticator
from idp.operations.prove.browser import Arrival, Browser, Page, Place
from idp.sessions.models import Session
from tests.factories.mailed_links import NEW_PASSWORD, forget_password
from tests.factories.people import make_person, make_rp
from tests.races.nodes import Node
from tests.rp import Person, basic
from tests.services import under_test

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not under_test.on_services(), reason="nodes share a database server"),
]


class Nodes:
    """Servers on the database of this test. The browser is sent to the first; ``die`` kills it and turns to the next."""

    def __init__(self, count: int) -> None:
        database = urlsplit(os.environ["IDP_DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        kept = {name: value for name, value in os.environ.items() if name not in ("IDP_REDIS_URL", "IDP_BROKER_URL")}
        given = {"IDP_DATABASE_URL": database.geturl(), "DJANGO_SETTINGS_MODULE": "idp.settings.base"}
        self.living = [Node(kept | given) for _ in range(count)]
        for node in self.living:
            node.wait_until_ready()

    def browser(self) -> Browser:
        return Browser(settings.IDP.public_url, port=self.living[0].port)

    def die(self, browser: Browser) -> None:
        self.living.pop(0).kill()
        browser.connect_to = ("127.0.0.1", self.living[0].port)


@pytest.fixture
def nodes(request: pytest.FixtureRequest) -> Iterator[Nodes]:
    servers = Nodes(request.param)
    yield servers
    for node in servers.living:
        node.stop()


def page(place: Place, slug: str) -> Page:
    assert isinstance(place, Page), place
    assert place.slug == slug, place.text
    return place


@pytest.mark.parametrize("nodes", [4], indirect=True)
def test_a_sign_in_that_loses_its_node_after_every_step(nodes: Nodes) -> None:
    alice, flow, browser = make_person(totp=True), make_rp().begin(), nodes.browser()
    login = page(browser.get(flow.url), "login")
    factor = page(browser.submit(login, username=alice.email, password=alice.password), "mfa-totp")
    nodes.die(browser)
    consent = page(browser.submit(factor, code=alice.totp()), "consent")
    nodes.die(browser)
    arrival = browser.submit(consent, decision="allow")
    assert isinstance(arrival, Arrival)
    nodes.die(browser)
    form = {
        "grant_type": "authorization_code", "code": arrival.parameters["code"], "code_verifier": flow.verifier,
        "redirect_uri": flow.client.redirect_uri,
    }  # fmt: skip
    header = {"Authorization": basic(flow.client.client_id, flow.client.client_secret)}
    tokens = json.loads(browser.once("POST", "/oauth2/token", form, header).body)
    assert {"access_token", "id_token"} <= tokens.keys()
    assert page(browser.get("/account"), "account").status == 200  # and the session was never the node's
    assert Session.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("nodes", [3], indirect=True)
def test_an_enrolment_and_a_reset_go_on(nodes: Nodes, soon: Callable[[Callable[[], object]], None]) -> None:
    bob, browser = make_person(), nodes.browser()
    link = forget_password(bob.email)
    reset = browser.get(link)
    assert isinstance(reset, Page) and "password" in reset.fields
    nodes.die(browser)
    browser.submit(reset, password=NEW_PASSWORD)
    assert User.objects.get().check_password(NEW_PASSWORD)
    flow = make_rp(trusted=True, minimum_acr="mfa").begin()
    login = page(browser.get(flow.url), "login")
    mailed = page(browser.submit(login, username=bob.email, password=NEW_PASSWORD), "mfa-email")
    soon(lambda: OutboxEntry.objects.filter(payload__template="signin_code").exclude(done_at=None))
    enrol = page(browser.submit(mailed, code=bob.mailed_code()), "enrol-totp")
    secret = enrol.ids["totp-secret"].replace(" ", "")
    nodes.die(browser)
    assert not Authenticator.objects.exclude(confirmed_at=None).exists()
    carol = Person(bob.email, NEW_PASSWORD, totp_secret=secret)
    page(browser.submit(enrol, code=carol.totp(), label="phone"), "recovery-codes")
    assert Authenticator.objects.exclude(confirmed_at=None).count() == 1
