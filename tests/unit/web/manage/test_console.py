"""The console's navigation shows what exists, and says where one is."""

import pytest

from idp.accounts.models import User
from idp.web.manage import console
from idp.web.manage.console import Section, sections

ADMIN = User(is_admin=True)


def test_a_section_without_a_page_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "SECTIONS", (Section("Clients", "manage-clients"), Section("Else", "manage-nowhere")))
    assert [section.title for section, _ in sections("/manage/", ADMIN)] == ["Clients"]


@pytest.mark.parametrize(
    ("path", "is_here"),
    [
        ("/manage/clients", True),
        ("/manage/clients/new", True),
        ("/manage/clients/some/edit", True),
        ("/manage/clientsandmore", False),
        ("/manage/", False),
    ],
)
def test_every_path_below_a_section_belongs_to_it(path: str, is_here: bool) -> None:
    assert {section.route: here for section, here in sections(path, ADMIN)}["manage-clients"] is is_here
