"""XI-01, XI-08: script and template syntax in names, reasons, agents, details, opened in the console. Hydra GO-2026-4861."""

import pytest

from idp.accounts.models import Group, User
from idp.audit.events import Action, record
from tests.factories.accounts import browser as request_of
from tests.factories.people import make_person
from tests.factories.web_forms import make_admin, page_of

pytestmark = pytest.mark.django_db(transaction=True)
POLYGLOT = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}{% debug %}${7*7}"


def test_the_text_stays_text() -> None:
    browser, _ = make_admin()
    person = User.objects.get(email=make_person().email)
    User.objects.filter(pk=person.pk).update(name=POLYGLOT)
    group = Group.objects.create(name=POLYGLOT[:80])
    person.groups.add(group)
    asker = request_of(agent=POLYGLOT)
    reference = record(
        Action.USER_LOCK, request=asker, reason=POLYGLOT, subject=person.sub, client_id=POLYGLOT, detail={POLYGLOT: POLYGLOT}
    )
    paths = (
        "/manage/users",
        f"/manage/users/{person.sub}",
        f"/manage/users/{person.sub}?ask=lock",
        "/manage/users/invite",
        "/manage/groups",
        f"/manage/groups/{group.pk}",
        f"/manage/groups/{group.pk}?ask=delete",
        f"/manage/groups/{group.pk}?remove={person.sub}",
        "/manage/audit",
        f"/manage/audit/{reference}",
    )
    for path in paths:
        page = page_of(browser, path)
        content = page.response.content.decode()
        assert page.status == 200, path
        assert "<script>alert" not in content and "<img src=x" not in content, path
        assert ">49<" not in content and "default-src 'none'" in page.response["Content-Security-Policy"], path
        assert not page.soup.find_all(attrs={"onerror": True})
    assert POLYGLOT in page_of(browser, f"/manage/audit/{reference}").soup.get_text()


@pytest.mark.parametrize("query", ["q", "after", "reference", "subject", "actor", "client", "since", "before"])
def test_nor_does_what_the_address_says(query: str) -> None:
    browser, _ = make_admin()
    for path in ("/manage/users", "/manage/audit"):
        page = page_of(browser, f"{path}?{query}=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        assert "<script>alert" not in page.response.content.decode()
