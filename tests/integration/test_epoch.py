"""The epoch alone ends everything, whatever row says otherwise: the last line after a restore or a missed update."""

import pytest

from idp.accounts.models import User
from idp.sessions.engine import live_sessions
from tests.factories.people import make_person, make_rp
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_session_of_an_older_epoch_is_not_live() -> None:
    browser, ada = Browser(), make_person(totp=True)
    make_rp(trusted=True).begin().sign_in(browser, ada)
    assert live_sessions().count() == 1
    User.objects.update(epoch=7)
    assert live_sessions().count() == 0
