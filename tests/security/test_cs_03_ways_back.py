"""CS-02, CS-03: a mail scanner that opens every link, and a form of another site, at mailed links and at leaving."""

import pytest

from idp.accounts.models import Link, User
from idp.lifecycle import deletion, not_me
from idp.sessions.models import Session
from tests.factories.account_api import make_person, make_session
from tests.factories.web_forms import make_signed_in, page_of, send
from tests.integration.web.test_account_data import mailed_link
from tests.rp import Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)


def test_opening_a_link_changes_nothing_and_leaves_no_token_in_the_address() -> None:
    user = make_person()
    session = make_session(user)
    denial = not_me.link_for(session).removeprefix("http://localhost:8000")
    scanner = Browser()
    for method in (scanner.http.get, scanner.http.head):
        first = method(denial)
        assert (first.status_code, first["Location"], first["Referrer-Policy"]) == (303, "/account/not-me", "no-referrer")
        assert method("/account/not-me").status_code == 200
    assert Session.objects.get().ended_at is None
    deletion.ask(user)
    keep = mailed_link(Person(user.email, ""), "keep")
    page = Browser().get(keep)
    assert isinstance(page, Page) and page.path == "/account/keep" and "gl_" not in page.response.content.decode()
    assert User.objects.get().deletion_at is not None
    assert not Link.objects.exclude(spent_at=None).exists()


@pytest.mark.parametrize("path", ["/account/not-me", "/account/keep"])
@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {}])
def test_a_form_of_another_site_is_refused_at_both_doors(path: str, headers: dict[str, str]) -> None:
    user = make_person()
    session = make_session(user)
    browser = Browser()
    page_of(browser, not_me.link_for(session).removeprefix("http://localhost:8000"))
    answer = send(browser, path, [], **headers)  # without the form's own token
    assert answer.status_code in {400, 403}
    assert Session.objects.get().ended_at is None


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"}, {}])
@pytest.mark.parametrize("path", ["/account/data/delete", "/account/data/keep"])
def test_nobody_else_s_form_deletes_or_keeps_an_account(path: str, headers: dict[str, str]) -> None:
    browser, _bob = make_signed_in()
    before = User.objects.get().deletion_at
    assert send(browser, path, [], **headers).status_code == 403
    assert User.objects.get().deletion_at == before


@pytest.mark.parametrize("path", ["/account/data/keep"])
def test_keeping_takes_a_post(path: str) -> None:
    browser, _bob = make_signed_in()
    assert browser.http.get(path).status_code == 405
