"""AP-13: a person is erased; the events keep the pseudonym, the personal data is gone, the chain holds. Source: retention."""

import pytest

from idp.accounts.models import User
from idp.audit import retention, seals, verification
from idp.audit.models import Event
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin, page_of
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_address_no_browser_no_mail_is_left() -> None:
    person, rp = make_person(email="bob@example.org", totp=True), make_rp()
    browser = Browser(ip="198.51.100.77")
    rp.begin().sign_in(browser, person)
    user = User.objects.get(email=person.email)
    seals.seal()
    retention.erase_person(user.sub)
    user.delete()
    seals.seal()
    events = Event.objects.filter(subject=user.sub)
    assert events.count() > 3, "what happened stays, under the pseudonym"
    everything = str(list(events.values()))
    assert "198.51.100.77" not in everything and "bob@example.org" not in everything and "Mozilla" not in everything
    verdict = verification.verify()
    assert verdict.holds and verdict.erased > 3
    admin, _ = make_admin()
    assert page_of(admin, f"/manage/audit?subject={user.sub}").status == 200
    assert page_of(admin, f"/manage/users/{user.sub}").status == 404
