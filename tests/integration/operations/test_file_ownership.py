"""What a file names it owns: shown and locked in /manage, told by a dry run, released by an administrator."""

import json
from pathlib import Path
from typing import Any

import pytest

from idp.accounts import groups
from idp.accounts.models import Group, User
from idp.audit.models import Event
from idp.clients import registration
from idp.clients.models import Client
from idp.core.errors import AppError
from idp.lifecycle import administration
from idp.lifecycle.administration import Deed
from idp.mfa.services import policy_of
from idp.operations.configuration.apply import Change, apply
from idp.operations.configuration.document import FaultyDocument, read
from idp.protocol.rfc7591_registration import InvalidMetadata
from tests.factories.people import make_person
from tests.factories.web_forms import filled, make_admin, page_of, press, send, text_at
from tests.integration.operations.terminal import run

pytestmark = pytest.mark.django_db(transaction=True)
SHOP: dict[str, Any] = {"client_id": "shop", "client_name": "Shop", "redirect_uris": ["https://shop.example/cb"]}


def applied(**sections: list[dict[str, Any]]) -> list[Change]:
    return apply(read(json.dumps(sections)))


def test_a_client_knows_what_the_file_names() -> None:
    applied(clients=[SHOP])
    assert Client.objects.get().file_fields == ["client_name", "redirect_uris"]


def test_what_the_file_does_not_name_is_left_alone() -> None:
    applied(clients=[SHOP])
    client = Client.objects.get()
    registration.update(client, registration.describe(client) | {"scope": "openid email", "trusted": True}, actor="admin")
    assert applied(clients=[SHOP]) == []
    assert applied(clients=[SHOP | {"client_name": "Store"}])[0].fields == {"client_name": ("Shop", "Store")}
    client.refresh_from_db()
    assert (client.scope, client.trusted) == ("openid email", True)


def test_what_the_file_no_longer_names_goes_back_to_its_default() -> None:
    applied(clients=[SHOP | {"trusted": True, "scope": "openid email"}])
    fields = applied(clients=[SHOP | {"scope": "openid email"}])[0].fields
    assert fields == {
        "trusted": (True, False),
        "managed_by_file": (["client_name", "redirect_uris", "scope", "trusted"], ["client_name", "redirect_uris", "scope"]),
    }


def test_nobody_else_changes_what_the_file_owns() -> None:
    applied(clients=[SHOP])
    client = Client.objects.get()
    with pytest.raises(InvalidMetadata) as caught:
        registration.update(client, registration.describe(client) | {"client_name": "Mine"}, actor="admin")
    assert [fault.field for fault in caught.value.faults] == ["client_name"]
    assert (client.name, Client.objects.get().name) == ("Shop", "Shop")


def test_a_client_can_be_turned_off_whatever_the_file_says() -> None:
    applied(clients=[SHOP | {"enabled": True}])
    registration.set_enabled(Client.objects.get(), False, actor="admin")
    assert not Client.objects.get().enabled
    assert applied(clients=[SHOP | {"enabled": True}])[0].fields == {"enabled": (False, True)}


def test_a_dry_run_says_what_the_file_takes_over(tmp_path: Path) -> None:
    registration.register(SHOP, actor="admin")
    path = tmp_path / "clients.json"
    path.write_text(json.dumps({"clients": [SHOP]}), encoding="utf-8")
    said = run("apply", str(path), "--dry-run")
    assert "= client shop" in said
    assert "managed by the file: +client_name +redirect_uris" in said
    assert not Client.objects.get().owned_by_file
    run("apply", str(path))
    path.write_text(json.dumps({"clients": [{k: v for k, v in SHOP.items() if k != "client_name"} | {"client_name": "Shop"}]}))
    assert run("apply", str(path)) == "Nothing to change."


def test_the_page_shows_and_locks_what_the_file_owns() -> None:
    browser, _ada = make_admin()
    applied(clients=[SHOP | {"scope": "openid email"}])
    page = page_of(browser, "/manage/clients/shop")
    assert "client_name redirect_uris scope" in text_at(page, "managed-by-file")
    form = page_of(browser, f"{page.path}/edit")
    assert form.soup.find(id="id_client_name").has_attr("readonly")
    assert not form.soup.find(id="id_post_logout_redirect_uris").has_attr("readonly")
    pairs = filled(form, "save", client_name="Mine", scope=["profile"], post_logout_redirect_uris="https://shop.example/")
    assert send(browser, form.path, pairs).status_code == 303
    client = Client.objects.get()
    assert (client.name, client.scope, client.post_logout_redirect_uris) == ("Shop", "openid email", "https://shop.example/")


def test_a_form_with_an_error_shows_the_files_values() -> None:
    browser, _ada = make_admin()
    applied(clients=[SHOP])
    form = page_of(browser, "/manage/clients/shop/edit")
    again = press(browser, form, "save", client_name="Mine", post_logout_redirect_uris="ftp://x/")
    assert again.status == 422
    assert again.soup.find(id="id_client_name")["value"] == "Shop"


def test_a_released_client_is_free_until_the_file_is_applied_again() -> None:
    browser, _ada = make_admin()
    applied(clients=[SHOP])
    press(browser, page_of(browser, "/manage/clients/shop?ask=release"), "confirm")
    client = Client.objects.get()
    assert (client.owned_by_file, client.file_fields) == (False, [])
    assert Event.objects.filter(detail={"released_from_file": ["client_name", "redirect_uris"]}).exists()
    press(browser, page_of(browser, "/manage/clients/shop/edit"), "save", client_name="Mine")
    assert Client.objects.get().name == "Mine"
    applied(clients=[SHOP])
    assert (Client.objects.get().name, Client.objects.get().owned_by_file) == ("Shop", True)


def test_a_person_knows_what_the_file_names_and_keeps_it() -> None:
    applied(users=[{"email": "bob@example.org", "is_admin": False, "groups": ["staff"], "claims": {"nickname": "B"}}])
    bob = User.objects.get(email="bob@example.org")
    assert bob.file_fields == ["claims.nickname", "groups", "is_admin"]
    boss = User.objects.get(email=make_person(is_admin=True).email)
    deed = Deed(boss, "because")
    for change in (
        lambda: administration.change_roles(bob, deed, is_admin=True, is_helpdesk=False),
        lambda: administration.leave(bob, Group.objects.get(), deed),
    ):
        with pytest.raises(AppError) as caught:
            change()
        assert caught.value.code == "managed_by_file"
    administration.change_roles(bob, deed, is_admin=False, is_helpdesk=True)  # the file says nothing about it
    administration.release(bob, deed)
    bob.refresh_from_db()
    assert (bob.file_fields, bob.is_helpdesk) == ([], True)
    assert administration.leave(bob, Group.objects.get(), deed)


def test_the_page_of_a_person_shows_it_and_releases() -> None:
    browser, _ada = make_admin()
    applied(users=[{"email": "bob@example.org", "is_admin": False}])
    bob = User.objects.get(email="bob@example.org")
    page = page_of(browser, f"/manage/users/{bob.sub}")
    assert "is_admin" in text_at(page, "managed-by-file")
    question = page_of(browser, f"/manage/users/{bob.sub}?ask=release")
    button = question.soup.find("button", attrs={"type": "submit"})
    assert button is not None and button.get("id")
    press(browser, question, str(button["id"]), reason="we manage it here now")
    bob.refresh_from_db()
    assert bob.file_fields == []


STAFF: dict[str, Any] = {"name": "staff", "mfa_policy": "mfa"}


def test_a_group_demands_what_the_file_says_before_anybody_is_in_it() -> None:
    carol = {"email": "carol@example.org", "groups": ["staff"]}
    assert [(one.kind, one.action) for one in applied(groups=[STAFF], users=[carol])] == [
        ("group", "create"),
        ("user", "create"),
    ]
    assert policy_of(User.objects.get()) == "mfa"
    assert applied(groups=[STAFF], users=[carol]) == []
    (weaker,) = applied(groups=[STAFF | {"mfa_policy": "required"}], users=[carol])
    assert (weaker.action, weaker.fields) == ("update", {"mfa_policy": ("mfa", "required")})
    event = Event.objects.filter(action="group:registration:update").latest("pk")
    assert (event.actor, event.detail) == ("operator", {"group": "staff", "changes": {"mfa_policy": ["mfa", "required"]}})


def test_a_demand_that_the_file_no_longer_names_stays_and_is_the_consoles() -> None:
    applied(groups=[STAFF])
    (own,) = applied(groups=[{"name": "staff"}])
    assert (own.action, own.fields) == ("own", {"managed_by_file": (["mfa_policy", "name"], ["name"])})
    group = Group.objects.get()
    assert group.mfa_policy == "mfa"
    assert groups.update(group, "staff", "required")
    assert applied(groups=[{"name": "staff"}]) == []
    assert applied() == [] and Group.objects.get().mfa_policy == "required"


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ({"name": "staff", "mfa_policy": "always"}, "groups[0].mfa_policy: must be required or mfa, or empty"),
        ({"mfa_policy": "mfa"}, "groups[0]: name is missing"),
        ({"name": "x" * 81}, "groups[0].name: must have 1 to 80 characters"),
        ({"name": "staff", "members": []}, "groups[0].members: this member is unknown"),
    ],
)
def test_a_fault_of_a_group_is_named_and_nothing_changes(entry: dict[str, Any], line: str) -> None:
    with pytest.raises(FaultyDocument) as caught:
        applied(groups=[entry, {"name": "others"}])
    assert [str(fault).partition(": ")[2] for fault in caught.value.faults] == [line]
    assert not Group.objects.exists()


def test_a_group_twice_is_a_fault() -> None:
    with pytest.raises(FaultyDocument) as caught:
        applied(groups=[STAFF, STAFF])
    assert "in the file twice" in str(caught.value.faults[0])


def test_the_console_shows_and_locks_a_group_of_the_file_until_it_is_released() -> None:
    applied(groups=[STAFF])
    browser, _ada = make_admin()
    path = f"/manage/groups/{Group.objects.get().pk}"
    page = page_of(browser, path)
    assert "mfa_policy name" in text_at(page, "managed-by-file")
    assert page.soup.find(id="id_name").has_attr("readonly")
    for change in ({"name": "staff", "mfa_policy": ""}, {"name": "others", "mfa_policy": "mfa"}):
        assert press(browser, page, "change", reason="x", **change).status == 409
    assert press(browser, page_of(browser, f"{path}?ask=delete"), "confirm", reason="x").status == 409
    assert press(browser, page_of(browser, f"{path}?ask=release"), "confirm", reason="it is ours").status == 200
    assert Group.objects.get().file_fields == []
    event = Event.objects.filter(action="group:registration:update").latest("pk")
    assert event.detail["released_from_file"] == ["mfa_policy", "name"] and event.reason == "it is ours"
    assert press(browser, page_of(browser, path), "change", name="others", mfa_policy="", reason="x").status == 200
    (back,) = applied(groups=[STAFF])
    assert (back.action, back.name) == ("create", "staff")
