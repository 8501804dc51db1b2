"""AP-12: somebody of the staff reads about people out of curiosity: each look is on record, and none can be hidden in many."""

from collections.abc import Callable

import pytest
import time_machine

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock
from tests.factories.people import make_person
from tests.factories.web_forms import arrive, make_admin, make_helpdesk, page_of, text_at
from tests.rp import Browser, Person

pytestmark = pytest.mark.django_db(transaction=True)


def sub(person: Person) -> str:
    return User.objects.get(email=person.email).sub


def looks() -> list[tuple[str, str]]:
    found = Event.objects.filter(action=Action.USER_LOOK).order_by("pk")
    return list(found.values_list("actor", "subject"))


@pytest.mark.parametrize("staff", [make_admin, make_helpdesk])
def test_who_looked_at_whom_is_recorded_before_anything_is_shown(staff: Callable[[], tuple[Browser, Person]]) -> None:
    bob, carol, (browser, looker) = make_person(), make_person(), staff()
    for person in (bob, carol, bob):
        assert page_of(browser, f"/manage/users/{sub(person)}").status == 200
    assert looks() == [(sub(looker), sub(bob)), (sub(looker), sub(carol))]
    assert Event.objects.filter(action=Action.USER_LOOK).exclude(ip="").count() == 2


def test_a_look_much_later_is_another_one() -> None:
    with time_machine.travel(clock.now(), tick=False) as now:
        bob, (browser, admin) = make_person(), make_admin()
        for _ in range(3):
            arrive(browser, admin, f"/manage/users/{sub(bob)}")
            now.shift(301)
        assert len(looks()) == 2


def test_of_two_who_look_each_is_recorded_and_nobody_for_the_own_page() -> None:
    bob, (one, first), (other, second) = make_person(), make_admin(), make_admin()
    for browser in (one, other):
        page_of(browser, f"/manage/users/{sub(bob)}")
    page_of(one, f"/manage/users/{sub(first)}")
    assert looks() == [(sub(first), sub(bob)), (sub(second), sub(bob))]


def test_who_may_not_look_is_not_said_to_have() -> None:
    (_, admin), (browser, _) = make_admin(), make_helpdesk()
    assert page_of(browser, f"/manage/users/{sub(admin)}").status == 403
    assert looks() == []


DOORS = [
    "/manage/audit?subject={sub}", "/manage/audit?subject={email}", "/manage/audit?actor={sub}", "/manage/audit?actor={email}",
    "/manage/audit/{reference}", "/admin/accounts/user/{pk}/change/", "/admin/accounts/user/?q={email}",
    "/admin/audit/event/?q={sub}", "/admin/audit/event/{event}/change/",
]  # fmt: skip


@pytest.mark.parametrize("path", DOORS)
def test_the_record_is_another_door_to_the_same_data(path: str) -> None:
    bob, (browser, looker) = make_person(), make_admin()
    user, event = User.objects.get(email=bob.email), Event.objects.filter(subject=sub(bob))[0]
    names = {"sub": user.sub, "email": bob.email, "reference": event.reference, "pk": user.pk, "event": event.pk}
    assert page_of(browser, path.format(**names)).status == 200
    assert looks() == [(sub(looker), sub(bob))]


@pytest.mark.parametrize("path", ["/admin/accounts/user/", "/admin/audit/event/", "/manage/audit"])
def test_a_list_of_everybody_is_no_look_at_one(path: str) -> None:
    make_person()
    browser, _looker = make_admin()
    assert page_of(browser, path).status == 200 and looks() == []


def test_looks_are_found_in_the_record_and_do_not_crowd_the_page() -> None:
    bob, (browser, looker) = make_person(), make_admin()
    page = page_of(browser, f"/manage/users/{sub(bob)}")
    assert Action.USER_LOOK not in text_at(page, "events")
    found = page_of(browser, f"/manage/audit?action={Action.USER_LOOK}&actor={looker.email}")
    rows = found.soup.select("tbody tr")
    assert len(rows) == 1 and Action.USER_LOOK in rows[0].get_text()
