"""CS-07: a tried login that an administrator began is of no use in another browser, and is no way in."""

import pytest

from idp.interaction.models import Interaction
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin, page_of, press
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)


def begun() -> tuple[Browser, Person, Page]:
    browser, ada = make_admin()
    page = press(browser, page_of(browser, f"/manage/clients/{make_rp().client_id}/try"), "try", again="yes")
    assert page.slug == "login"
    return browser, ada, page


def test_another_browser_cannot_go_on_with_it() -> None:
    _browser, _ada, page = begun()
    victim, bob = Browser(), make_person()
    victim.get("/account")  # a browser that has begun something of its own
    place = victim.get(page.path)
    assert isinstance(place, Page)
    assert place.soup.find(id="id_password") is None
    assert not Session.objects.filter(user__email=bob.email).exists()


def test_it_opens_no_page_that_the_person_may_not_see() -> None:
    browser, _ada, page = begun()
    bob = make_person()
    place = bob.walk(browser, page)
    assert isinstance(place, Page) and place.status == 403
    assert page_of(browser, "/manage/clients").status == 403
    assert not Grant.objects.exists()


def test_what_a_browser_sends_chooses_no_target() -> None:
    browser, ada, _page = begun()
    tried = Interaction.objects.get(target="trial")
    place = ada.walk(browser, browser.get(f"/interaction/{tried.id}?target=authorization&redirect_uri=https://evil.example/"))
    assert isinstance(place, Page)
    assert not Grant.objects.exists()
    assert Interaction.objects.get(pk=tried.pk).target == "trial"
