"""AP-04: the helpdesk makes administrators, resets one, reads clients. Source: Keycloak CVE-2026-94000/-94001."""

import pytest

from idp.accounts.models import Group, User
from idp.mfa.models import Authenticator
from tests.factories.people import make_person
from tests.factories.web_forms import make_helpdesk, page_of, send
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
ACTS = ["lock", "unlock", "roles", "groups", "reset-mfa", "sign-out", "resend", "revoke"]


def token(browser: Browser, bystander: User) -> str:
    found = page_of(browser, f"/manage/users/{bystander.sub}?ask=sign-out").soup.find("input", {"name": "csrfmiddlewaretoken"})
    assert found is not None
    return str(found["value"])


def try_all(browser: Browser, target: User, bystander: User, acts: list[str]) -> list[int]:
    form = [("csrfmiddlewaretoken", token(browser, bystander)), ("reason", "x"), ("is_admin", "yes"), ("is_helpdesk", "yes")]
    path = f"/manage/users/{target.sub}"
    return [send(browser, path, [*form, ("action", act)]).status_code for act in acts]


@pytest.mark.parametrize("kind", ["administrator", "helpdesk", "itself"])
def test_no_act_reaches_anybody_with_a_role(kind: str) -> None:
    browser, helper = make_helpdesk()
    target = {
        "administrator": lambda: make_person(totp=True, is_admin=True),
        "helpdesk": lambda: make_person(totp=True, is_helpdesk=True),
        "itself": lambda: helper,
    }[kind]()
    bystander = User.objects.get(email=make_person().email)
    before = User.objects.values().get(email=target.email)
    assert set(try_all(browser, User.objects.get(email=target.email), bystander, ACTS)) == {403}
    assert User.objects.values().get(email=target.email) == before
    assert Authenticator.objects.filter(user__email=target.email).exists()
    assert page_of(browser, f"/manage/users/{before['sub']}").status == 403


def test_no_role_lock_or_group_for_ordinary_people() -> None:
    browser, _ = make_helpdesk()
    Group.objects.create(name="administrators")
    person = User.objects.get(email=make_person().email)
    statuses = try_all(browser, person, person, ["lock", "unlock", "roles", "groups"])
    assert set(statuses) <= {200, 403} and statuses[:3] == [403, 403, 403]
    person.refresh_from_db()
    assert (person.is_active, person.is_admin, person.is_helpdesk, person.groups.count()) == (True, False, False, 0)


def test_no_client_no_records_and_no_events_of_others() -> None:
    browser, _ = make_helpdesk()
    for path in ("/manage/clients", "/manage/clients/new", "/admin/", "/admin/audit/event/", "/admin/accounts/user/"):
        assert page_of(browser, path).status == 403, path


def test_a_page_about_the_staff_is_closed() -> None:
    browser, _ = make_helpdesk()
    boss = User.objects.get(email=make_person(is_admin=True).email)
    for query in ("", "?ask=sign-out", "?done=lock"):
        assert page_of(browser, f"/manage/users/{boss.sub}{query}").status == 403
