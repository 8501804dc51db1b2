"""/manage/groups: make a group, say what it demands, put people in and take them out."""

import pytest

from idp.accounts.models import Group, User
from idp.audit.models import Event
from idp.lifecycle import directory
from tests.factories.people import make_person
from tests.factories.web_forms import make_admin, page_of, press, text_at, title_of
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def made(browser: Browser, name: str = "staff", **answers: str) -> Page:
    return press(browser, page_of(browser, "/manage/groups"), "create", **({"name": name, "reason": "ticket 7"} | answers))


def test_a_group_is_made_changed_and_deleted_and_each_is_told() -> None:
    browser, _ = make_admin()
    page = made(browser, "  key   holders ", mfa_policy="mfa")
    group = Group.objects.get()
    assert (page.path, group.name, group.mfa_policy) == (f"/manage/groups/{group.pk}?done=created", "key holders", "mfa")
    assert text_at(page, "done") == "The group is made."
    page = press(browser, page, "change", name="holders", mfa_policy="required", reason="renamed")
    assert (page.status, Group.objects.get().name, Group.objects.get().mfa_policy) == (200, "holders", "required")
    page = press(browser, page_of(browser, f"/manage/groups/{group.pk}?ask=delete"), "confirm", reason="over")
    assert (page.path, Group.objects.exists()) == ("/manage/groups", False)
    told = Event.objects.filter(action__startswith="group:").order_by("pk")
    assert [(event.action.rpartition(":")[2], event.reason) for event in told] == [
        ("update", "ticket 7"), ("update", "renamed"), ("delete", "over"),
    ]  # fmt: skip
    assert told[1].detail == {"group": "key holders", "changes": {
        "name": ["key holders", "holders"], "mfa_policy": ["mfa", "required"],
    }}  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"name": ""}, "name"), ({"name": "x" * 81}, "name"), ({"name": "a\u202eb"}, "name"), ({"reason": ""}, "reason"),
     ({"mfa_policy": "optional"}, "mfa_policy"), ({"name": "taken"}, "name")],
)  # fmt: skip
def test_what_is_wrong_is_named_and_what_was_typed_stays(answers: dict[str, str], field: str) -> None:
    Group.objects.create(name="taken")
    browser, _ = make_admin()
    page = made(browser, **({"name": "new", "mfa_policy": "mfa"} | answers))
    assert page.status in {409, 422} and title_of(page).startswith("Error:")
    assert text_at(page, f"id_{field}_error")
    if field == "reason":
        typed = page.soup.find(id="id_name")
        assert typed is not None and typed["value"] == "new"
        ticked = page.soup.select_one("input[name=mfa_policy][checked]")
        assert ticked is not None and ticked["value"] == "mfa"
    assert not Group.objects.exclude(name="taken").exists()


def test_people_come_and_go() -> None:
    person, (browser, _) = make_person(email="Bob@example.org"), make_admin()
    page = press(browser, made(browser), "add", email=" BOB@example.org", reason="new here")
    user = User.objects.get(email=person.email)
    assert [group.name for group in user.groups.all()] == ["staff"]
    assert "Bob@example.org" in text_at(page, "members")
    page = press(browser, page_of(browser, f"{page.path.partition('?')[0]}?remove={user.sub}"), "confirm", reason="left")
    assert (text_at(page, "done"), user.groups.count()) == ("The person is no longer in the group.", 0)
    page = press(browser, page, "add", email="nobody@example.org", reason="x")
    assert (page.status, text_at(page, "id_email_error")) == (422, "Nobody has this e-mail address.")
    page = press(browser, page, "add", email="no address", reason="x")
    assert page.status == 422


def test_a_large_group_has_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(directory, "PAGE", 2)
    browser, _ = make_admin()
    for number in range(3):
        make_person(email=f"p{number}@example.org", groups=["staff"])
    group = Group.objects.get()
    page = page_of(browser, f"/manage/groups/{group.pk}")
    onward = page.soup.find(id="next")
    assert onward is not None and len(page.soup.select("#members tbody tr")) == 2
    assert "p2@example.org" in text_at(page_of(browser, f"/manage/groups/{group.pk}{onward['href']}"), "members")


def test_no_such_group() -> None:
    browser, _ = make_admin()
    assert page_of(browser, "/manage/groups/999999999999").status == 404
