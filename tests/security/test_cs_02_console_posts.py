"""CS-02, CS-03: the console's forms from another site, without a token, by GET. Source: ASVS 3.5.1-3.5.3."""

import pytest

from idp.accounts.models import Group, User
from tests.factories.people import make_person
from tests.factories.web_forms import filled, make_admin, page_of, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("action", ["lock", "roles", "reset-mfa", "sign-out"])
def test_a_form_from_elsewhere_changes_nothing(action: str) -> None:
    browser, _ = make_admin()
    person = User.objects.get(email=make_person().email)
    path = f"/manage/users/{person.sub}"
    form = filled(page_of(browser, f"{path}?ask={action}"), "confirm", reason="x", is_admin="yes")
    before = User.objects.values().get(pk=person.pk)
    bare = [(name, value) for name, value in form if name != "csrfmiddlewaretoken"]
    for pairs, origin in ((form, "https://evil.example"), (form, "null"), (bare, "http://localhost:8000")):
        assert send(browser, path, pairs, origin=origin).status_code == 403
    text = browser.http.post(path, '{"action": "lock", "reason": "x"}', content_type="text/plain")
    assert text.status_code == 403
    query = "&".join(f"{name}={value}" for name, value in form)
    assert browser.http.get(f"{path}?{query}").status_code == 200
    assert browser.http.get(f"{path}?{query}&_method=POST", headers={"x-http-method-override": "POST"}).status_code == 200
    assert User.objects.values().get(pk=person.pk) == before


def test_nor_a_group() -> None:
    browser, _ = make_admin()
    form = filled(page_of(browser, "/manage/groups"), "create", name="staff", reason="x")
    assert send(browser, "/manage/groups", form, origin="https://evil.example").status_code == 403
    assert browser.http.get("/manage/groups?" + "&".join(f"{name}={value}" for name, value in form)).status_code == 200
    assert not Group.objects.exists()
