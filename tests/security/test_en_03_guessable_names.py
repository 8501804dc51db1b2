"""EN-03: counting up: the next person's sub, the next client, session or interaction. OWASP ASVS 8.x."""

import pytest

from idp.accounts.models import User
from idp.clients import registration
from idp.interaction.models import Interaction
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, claims_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_name_that_leaves_the_house_is_a_number_or_has_a_neighbour() -> None:
    names: list[str] = []
    for _ in range(2):
        rp = make_rp(trusted=True)
        flow, browser = rp.begin(), Browser()
        arrival = flow.sign_in(browser, make_person(totp=True))
        tokens = flow.redeem(arrival.parameters["code"]).json()
        access, identity = claims_of(tokens["access_token"]), claims_of(tokens["id_token"])
        made = registration.register(
            registration.PRESETS["web"] | {"client_name": "A", "redirect_uris": ["https://a.example/cb"]}, actor="test"
        )
        names += [identity["sub"], identity["sid"], access["jti"], arrival.parameters["code"], tokens["refresh_token"][3:]]
        names += [made.client.client_id, made.client_secret[3:], browser.http.cookies["gatehouse_session"].value]
    names += [
        name for model in (User, Session) for name in model.objects.values_list("sub" if model is User else "sid", flat=True)
    ]
    names += [*Interaction.objects.values_list("id", flat=True), *Grant.objects.values_list("handle", flat=True)]
    assert len(names) > 20
    for name in names:
        assert len(name) >= 22 and not name.isdigit(), name  # 128 bits at least
    assert len({name[:6] for name in names}) >= len(set(names)) - 4  # the grant's handle begins its refresh token
