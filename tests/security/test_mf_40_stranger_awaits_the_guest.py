"""MF-40 (our own): a stranger registers an invited address and waits; the guest's acceptance proves the address for both.

The stranger's sign-in holds a password that was given for this very account before anybody had proved the address.
"""

import pytest

from idp.accounts.models import User
from idp.sessions.engine import live_sessions
from tests.factories.mailed_links import mailed_link
from tests.factories.web_forms import make_admin, page_of, press
from tests.rp import Browser, Page
from tests.security.sign_ins import policy, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "carol@example.org"
STRANGERS = "what only the stranger will know"


@pytest.mark.parametrize("demanded", ["optional", "required", "mfa"])
def test_the_strangers_sign_in_is_not_the_guests(demanded: str, settings: object) -> None:
    policy(settings, mfa_policy=demanded)
    admin, _ = make_admin()
    press(admin, page_of(admin, "/manage/users/invite"), "send", email=EMAIL, name="Carol", reason="x")
    link, stranger = mailed_link(EMAIL), Browser()
    form = page_of(stranger, "/register")
    waits = stranger.submit(form, email=EMAIL, name="Carol", password=STRANGERS)
    assert isinstance(waits, Page) and waits.slug == "verify-email"
    guest = Browser()
    accepted = press(guest, page_of(guest, link), "accept", name="Carol", password="another rather long sentence")
    assert accepted.status == 200 and User.objects.get(email=EMAIL).check_password("another rather long sentence")
    carol = User.objects.get(email=EMAIL)
    before = live_sessions().filter(user=carol).count()
    place = stranger.get(waits.path.rpartition("/")[0])
    assert isinstance(place, Page) and place.slug == "register", place  # begins anew
    assert not signed_in(stranger) and live_sessions().filter(user=carol).count() == before
