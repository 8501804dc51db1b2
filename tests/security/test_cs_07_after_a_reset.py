"""CS-07 by way of the reset: the way back must not lead into a sign-in that somebody else began. Keycloak CVE-2026-7507."""

import pytest

from idp.accounts.models import Link
from idp.interaction.models import Interaction
from tests.factories.mailed_links import choose_password, mailed_link
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import filled, page_of, press, send
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def begun_by(browser: Browser, path: str = "") -> str:
    page = make_rp(trusted=True).begin().open(browser) if not path else browser.get(path)
    assert isinstance(page, Page)
    return page.path.split("/")[2]


@pytest.mark.parametrize("way", ["in the link to the page", "in the form"])
def test_an_interaction_of_another_browser_is_not_remembered(way: str) -> None:
    alice, browser = make_person(), Browser()
    planted = begun_by(Browser())
    query = f"?interaction={planted}" if way == "in the link to the page" else ""
    page = page_of(browser, f"/password/forgot{query}")
    answers = {} if query else {"interaction": planted}
    answer = send(browser, "/password/forgot", filled(page, "send", email=alice.email) + list(answers.items()))
    assert answer["Location"] == "/password/forgot?sent=yes"
    done = choose_password(browser, mailed_link(alice.email))
    assert Link.objects.get().data == {"interaction": ""}
    assert done.soup.find(id="go-on")["href"] == "/account"


@pytest.mark.parametrize("value", ["x", "../../evil", "https://evil.example/", "%0d%0aX: y", "' OR 1=1 --", "a" * 4000])
def test_what_is_no_interaction_leads_to_the_account(value: str) -> None:
    browser = Browser()
    page = page_of(browser, "/password/forgot")
    answer = send(browser, "/password/forgot", [*filled(page, "send", email="nobody@example.org"), ("interaction", value)])
    assert answer["Location"] == "/password/forgot?sent=yes"


def test_a_local_sign_in_is_not_handed_to_another_browser() -> None:
    alice, browser, phone = make_person(), Browser(), Browser()
    own = begun_by(browser, "/account/mfa")
    press(browser, page_of(browser, f"/password/forgot?interaction={own}"), "send", email=alice.email)
    done = choose_password(phone, mailed_link(alice.email))
    assert done.soup.find(id="go-on")["href"] == "/account"


def test_a_finished_or_expired_one_is_not_gone_back_to() -> None:
    alice, browser = make_person(), Browser()
    own = begun_by(browser)
    press(browser, page_of(browser, f"/password/forgot?interaction={own}"), "send", email=alice.email)
    Interaction.objects.update(expires_at="2020-01-01T00:00:00Z")
    done = choose_password(browser, mailed_link(alice.email))
    assert done.soup.find(id="go-on")["href"] == "/account"
