"""AP-14: a group that a configuration file puts people into is renamed or deleted in the console: its demand would be lost."""

import pytest

from idp.accounts.models import Group, User
from idp.operations.configuration import apply, document
from tests.factories.web_forms import make_admin, page_of, press

pytestmark = pytest.mark.django_db(transaction=True)
FILE = "users:\n  - email: carol@example.org\n    groups: [staff]\n"


def test_it_keeps_its_name_and_its_members_and_may_demand_more() -> None:
    apply.apply(document.read(FILE))
    browser, _ = make_admin()
    group = Group.objects.get()
    path = f"/manage/groups/{group.pk}"
    assert press(browser, page_of(browser, path), "change", name="staff", mfa_policy="mfa", reason="x").status == 200
    sub = group.users.get().sub
    for page in (
        press(browser, page_of(browser, f"{path}?remove={sub}"), "confirm", reason="x"),
        press(browser, page_of(browser, path), "change", name="others", mfa_policy="mfa", reason="x"),
        press(browser, page_of(browser, f"{path}?ask=delete"), "confirm", reason="x"),
    ):
        assert (page.status, "A configuration file manages this." in page.text) == (409, True)
    assert apply.apply(document.read(FILE)) == []
    assert [(one.name, one.mfa_policy) for one in Group.objects.all()] == [("staff", "mfa")]
    assert User.objects.get(email="carol@example.org").groups.get() == group
