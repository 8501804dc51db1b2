"""CS-13: the list of sessions shows what a cookie needs, or ends somebody else's session. OWASP ASVS 7.5.2."""

import pytest

from idp.core import secrets
from idp.sessions.models import Session
from tests.factories.account_api import make_caller
from tests.factories.people import make_person
from tests.security.sign_ins import sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_handle_is_not_a_cookie_and_a_foreign_one_is_unknown() -> None:
    browser = sign_in(make_person(totp=True))
    cookie = browser.http.cookies["gatehouse_session"].value
    session = Session.objects.get()
    mallory = make_caller()
    for handle in (session.sid, cookie, session.key_hash, secrets.token(128), "1", str(session.pk)):
        assert mallory.call("DELETE", f"me/sessions/{handle}").status_code == 404
    listed = mallory.call("GET", "me/sessions").content.decode()
    assert session.sid not in listed
    for stored in (mallory.session.key_hash, session.key_hash):
        assert stored not in listed
    assert signed_in(browser)
    thief = sign_in(make_person(totp=True))
    thief.http.cookies["gatehouse_session"] = session.sid
    assert not signed_in(thief)
    assert cookie not in str(list(Session.objects.values()))
