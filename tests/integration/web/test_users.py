"""/manage/users: find people, know one, act on an account."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idp.accounts.models import User
from idp.audit.models import Event
from idp.lifecycle import directory
from idp.mfa.models import Authenticator
from idp.sessions.models import Session
from tests.factories.accounts import letters
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import arrive, make_admin, make_helpdesk, page_of, press, send, text_at, title_of
from tests.rp import Arrival, Browser, Page, Person

pytestmark = pytest.mark.django_db(transaction=True)


def user(person: Person) -> User:
    return User.objects.get(email=person.email)


def path(person: Person) -> str:
    return f"/manage/users/{user(person).sub}"


def listed(page: Page) -> list[str]:
    return [row.find("td").get_text() for row in page.soup.select("#users tbody tr")]


def act(browser: Browser, person: Person, action: str, **answers: str) -> Page:
    return press(browser, page_of(browser, f"{path(person)}?ask={action}"), "confirm", **({"reason": "ticket 7"} | answers))


def test_people_are_found_by_how_the_address_begins_and_by_sub() -> None:
    for email in ("bob@example.org", "Bobby@example.org", "carol@example.org", "abob@example.org"):
        make_person(email=email)
    browser, _ = make_admin()
    assert listed(page_of(browser, "/manage/users?q=BOB")) == ["bob@example.org", "Bobby@example.org"]
    assert listed(page_of(browser, "/manage/users?q=bob%40")) == ["bob@example.org"]
    sub = User.objects.get(email="carol@example.org").sub
    assert listed(page_of(browser, f"/manage/users?q={sub}")) == ["carol@example.org"]
    assert listed(page_of(browser, f"/manage/users?q={sub.swapcase()}")) == [], "a sub is exact"
    assert text_at(page_of(browser, "/manage/users?q=%25"), "nobody")


@pytest.mark.parametrize("typed", ["Zoë", "zoë", "ZOË", "Quint", "quintana-r", "oë qui"])
def test_people_are_found_by_any_part_of_the_name(typed: str) -> None:
    browser, _ = make_admin()
    person = User.objects.get(email=make_person(email="z.q@example.org").email)
    User.objects.filter(pk=person.pk).update(name="Zoë Quintana-Ruiz")
    make_person(email="other@example.org")
    page = page_of(browser, f"/manage/users?{urlencode({'q': typed})}")
    assert [row.find("td").get_text() for row in page.soup.select("#users tbody tr")] == ["z.q@example.org"]


@pytest.mark.parametrize("typed", ["%", "_", "o_e"])
def test_no_letter_stands_for_others_in_a_search(typed: str) -> None:
    browser, _ = make_admin()
    assert text_at(page_of(browser, f"/manage/users?{urlencode({'q': typed})}"), "nobody")


def test_a_long_list_has_pages_and_each_person_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "PAGE", 3)
    for number in range(7):
        make_person(email=f"p{number}@example.org")
    browser, _ = make_admin()
    place, seen = page_of(browser, "/manage/users?q=p"), []
    while True:
        seen += listed(place)
        onward = place.soup.find(id="next")
        if onward is None:
            break
        place = page_of(browser, str(onward["href"]))
    assert seen == [f"p{number}@example.org" for number in range(7)]


def test_a_list_costs_the_same_whatever_its_length() -> None:
    browser, _ = make_admin()
    make_person()
    with CaptureQueriesContext(connection) as few:
        page_of(browser, "/manage/users")
    for _number in range(10):
        make_person(totp=True)
    with CaptureQueriesContext(connection) as many:
        page_of(browser, "/manage/users")
    assert len(many) == len(few)


def test_a_persons_page_says_what_matters_and_no_secret() -> None:
    person, rp = make_person(totp=True, groups=["staff"]), make_rp()
    rp.begin().sign_in(Browser(), person)
    browser, _ = make_admin()
    page = page_of(browser, path(person))
    assert (text_at(page, "sub"), "staff" in page.text, "phone" in page.text) == (user(person).sub, True, True)
    assert len(page.soup.select("#sessions tbody tr")) == 1
    assert "session:sign-in:start" in text_at(page, "events")
    seed, session = Authenticator.objects.get(user__email=person.email), Session.objects.get(user__email=person.email)
    for secret in (seed.sealed_secret, person.totp_secret, session.key_hash, user(person).password, *person.recovery_codes):
        assert secret and secret not in page.response.content.decode()


def test_an_administrator_locks_and_unlocks() -> None:
    person, rp = make_person(), make_rp(trusted=True)
    theirs = Browser()
    rp.begin().sign_in(theirs, person)
    browser, admin = make_admin()
    page = act(browser, person, "lock")
    assert text_at(page, "done") == "The account is locked."
    assert isinstance(rp.begin().open(theirs), Page), "signed out at once"
    event = Event.objects.get(action="user:account:lock")
    assert (event.actor, event.subject, event.reason) == (user(admin).sub, user(person).sub, "ticket 7")
    act(browser, person, "unlock")
    assert user(person).is_active
    assert isinstance(rp.begin().sign_in(Browser(), person), Arrival)


def test_no_reason_no_act_and_what_was_ticked_stays() -> None:
    person, (browser, _) = make_person(), make_admin()
    page = act(browser, person, "roles", reason=" ", is_helpdesk="yes")
    assert (page.status, title_of(page).startswith("Error:")) == (422, True)
    field = page.soup.find(id="id_reason")
    assert field is not None and field.has_attr("autofocus") and "id_reason_error" in str(field["aria-describedby"])
    ticked = page.soup.find(id="id_is_helpdesk")
    assert ticked is not None and ticked.has_attr("checked")
    assert not user(person).is_helpdesk
    page = press(browser, page, "confirm", reason="hired")
    assert (page.status, user(person).is_helpdesk) == (200, True)


def test_a_reset_ends_sessions_apps_and_codes_and_tells_the_owner() -> None:
    person, rp = make_person(totp=True), make_rp(trusted=True)
    theirs = Browser()
    rp.begin().sign_in(theirs, person)
    browser, _ = make_helpdesk()
    act(browser, person, "reset-mfa", reason="rang back on the known number")
    assert isinstance(rp.begin().open(theirs), Page)
    assert "Two-step sign-in was reset" in [letter.subject for letter in letters(person.email)]
    person.totp_secret = ""
    seen: list[str] = []
    rp.begin().sign_in(Browser(), person, seen=seen)
    assert "mfa-email" in seen, "the mailbox is proved again"


def test_the_last_administrator_cannot_go() -> None:
    browser, admin = make_admin()
    assert page_of(browser, f"{path(admin)}?ask=roles").status == 403
    assert page_of(browser, f"{path(admin)}?ask=lock").status == 403
    answer = send(browser, path(admin), [("csrfmiddlewaretoken", token(browser)), ("action", "lock"), ("reason", "x")])
    assert (answer.status_code, user(admin).is_active) == (403, True)


def token(browser: Browser) -> str:
    """A CSRF token of this browser."""
    found = page_of(browser, f"{path_of_anybody()}?ask=sign-out").soup.find("input", {"name": "csrfmiddlewaretoken"})
    assert found is not None
    return str(found["value"])


def path_of_anybody() -> str:
    return path(make_person())


@pytest.mark.parametrize(("place", "words"), [
    ("/manage/users/invite", "who asked for the account"), ("{person}?ask=roles", "who decided it"),
    ("{person}?ask=reset-mfa", "how you made sure who it is"), ("{person}?ask=lock", "why you do it"),
    ("/manage/audit", "what the export is for"), ("/manage/groups", "why you do it"),
])  # fmt: skip
def test_the_hint_of_a_reason_fits_the_act(place: str, words: str) -> None:
    browser, _ = make_admin()
    person = User.objects.get(email=make_person().email)
    page = page_of(browser, place.format(person=f"/manage/users/{person.sub}"))
    assert [hint.get_text() for hint in page.soup.select("[id^=id_reason][id$=_hint]") if words in hint.get_text()], page.text


@pytest.mark.parametrize("path", ["/manage/users", "/manage/audit", "/account", "/account/mfa"])
def test_every_page_of_somebody_signed_in_offers_the_way_out(path: str) -> None:
    browser, _ = make_admin()
    page = page_of(browser, path)
    link = page.soup.select_one("header #header-sign-out")
    assert link is not None and page_of(browser, str(link["href"])).soup.find(id="sign-out") is not None
    assert page.soup.select_one("header a[href='/admin/']") is None
    records = page.soup.select_one("footer #records")
    assert records is not None and records.parent is not None and "only to be read" in records.parent.get_text()


def test_nobody_has_this_sub() -> None:
    browser, _ = make_admin()
    assert page_of(browser, "/manage/users/nobody").status == 404


def test_the_helpdesk_arrives_at_the_users_and_sees_no_other_section() -> None:
    browser, helper = make_helpdesk()
    page = arrive(browser, helper, "/manage/")
    assert page.path == "/manage/users"
    assert page.soup.find("a", href="/manage/clients") is None
    boss = make_person(is_admin=True)
    page = page_of(browser, "/manage/users")
    assert page.soup.find("a", href=path(boss)) is None
    assert page_of(browser, path(boss)).status == 403
