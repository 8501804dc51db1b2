"""What an authorization request costs when the person is signed in and has consented: nothing is stored but the code."""

import pytest

from idp.interaction.models import Interaction
from tests.factories.people import make_person, make_rp
from tests.integration.oidc.test_statement_budgets import statements
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_trusted", [True, False])
def test_authorize_with_a_live_session(is_trusted: bool) -> None:
    """At most 3 reads (client, session, facts) and 2 writes (decision, grant); exact, so that a second look shows."""
    browser, ada, rp = Browser(), make_person(totp=True), make_rp(trusted=is_trusted)
    rp.begin().sign_in(browser, ada)
    stored = Interaction.objects.count()
    flow = rp.begin()
    assert statements(lambda: browser.http.get(flow.url), status=303) == (3, 2)
    assert Interaction.objects.count() == stored
