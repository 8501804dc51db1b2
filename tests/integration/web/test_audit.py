"""/manage/audit: look through the events, ask for one reference, export, see the chain."""

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse

from idp.accounts.models import User
from idp.audit import seals, search
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.core import clock
from idp.lifecycle import why
from idp.web.manage import event_words
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import filled, make_admin, make_helpdesk, page_of, send, text_at
from tests.rp import Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


def references(page: Page) -> list[str]:
    return [link.get_text() for link in page.soup.select("#events tbody td:last-child a")]


def exported(browser: Browser, file_format: str, query: str = "", reason: str = "ticket 7") -> HttpResponse:
    form = filled(page_of(browser, f"/manage/audit{query}"), "export", format=file_format, reason=reason)
    return send(browser, "/manage/audit/export", form)


def body(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_each_filter_lets_through_what_it_says() -> None:
    browser, admin = make_admin()
    person = make_person(email="bob@example.org")
    sub, boss = User.objects.get(email=person.email).sub, User.objects.get(email=admin.email).sub
    mine = record(Action.USER_LOCK, actor=boss, subject=sub, client_id="app", reason="ticket 7")
    other = record(Action.USER_LOCK, outcome="refused", actor="operator", subject="somebody", client_id="other")
    for query in (f"subject={sub}", "subject=BOB%40example.org", f"actor={boss}", "client=app", "outcome=success"):
        found = references(page_of(browser, f"/manage/audit?action=user%3Aaccount%3Alock&{query}"))
        assert found == [mine], query
    assert references(page_of(browser, "/manage/audit?action=user%3Aaccount%3Alock")) == [other, mine], "newest first"
    assert text_at(page_of(browser, "/manage/audit?client=nobody"), "nothing")


def test_days_are_utc_and_both_included() -> None:
    browser, _ = make_admin()
    moment = clock.now()
    with time_machine.travel(moment - timedelta(days=2), tick=False):
        old = record(Action.USER_LOCK)
    day = (moment - timedelta(days=2)).date()
    query = "/manage/audit?action=user%3Aaccount%3Alock"
    assert references(page_of(browser, f"{query}&since={day}&until={day}")) == [old]
    assert references(page_of(browser, f"{query}&since={day + timedelta(days=1)}")) == []
    assert references(page_of(browser, f"{query}&until={day - timedelta(days=1)}")) == []


@pytest.mark.parametrize(
    ("query", "field"),
    [("since=yesterday", "since"), ("until=2027-13-01", "until"), ("action=everything", "action"), ("outcome=maybe", "outcome"),
     ("subject=nobody%40example.org", "subject")],
)  # fmt: skip
def test_a_filter_that_cannot_be_is_named(query: str, field: str) -> None:
    browser, _ = make_admin()
    page = page_of(browser, f"/manage/audit?{query}")
    assert page.status == 400 and text_at(page, f"id_{field}_error")


@pytest.mark.parametrize("before", ["x", "-1", "1e9", "9" * 30, "9223372036854775808", "%00"])
def test_a_place_that_is_none(before: str) -> None:
    browser, _ = make_admin()
    assert page_of(browser, f"/manage/audit?before={before}").status in {200, 400}


def test_pages_show_each_event_once_while_others_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE", 3)
    browser, _ = make_admin()
    written = [record(Action.USER_LOCK) for _ in range(7)]
    page, seen = page_of(browser, "/manage/audit?action=user%3Aaccount%3Alock"), []
    while True:
        seen += references(page)
        record(Action.USER_LOCK)
        onward = page.soup.find(id="next")
        if onward is None:
            break
        page = page_of(browser, str(onward["href"]))
    assert seen == written[::-1]


def test_a_reference_tells_what_idp_why_tells() -> None:
    rp = make_rp(trusted=True)
    rp.begin(prompt="none").open(Browser())
    event = Event.objects.get(action="authorization:request:decide")
    browser, _ = make_admin()
    page = page_of(browser, f"/manage/audit?reference={event.reference.lower().replace('-', '+')}")
    assert (page.status, text_at(page, "reference")) == (200, event.reference)
    told = why.report(event.reference)
    assert [one for one in told["would_change_it"] if one not in page.text] == []
    assert all(check["check"] in text_at(page, "checks") for check in told["checks"])
    assert all(line in text_at(page, "facts") for line in why.pairs(told["facts"]))


def test_an_unknown_reference_says_so() -> None:
    browser, _ = make_admin()
    page = page_of(browser, "/manage/audit?reference=AAAA-BBBB-CCCC")
    assert (page.status, text_at(page, "id_reference_error")) == (404, "Nothing is recorded under it.")


def test_json_lines_hold_everything_and_the_export_is_recorded() -> None:
    browser, admin = make_admin()
    record(Action.USER_LOCK, subject="x", detail={"n": 1})
    answer = exported(browser, "jsonl", "?action=user%3Aaccount%3Alock")
    lines = [json.loads(line) for line in body(answer).splitlines()]
    assert [(line["action"], line["subject"], line["detail"]) for line in lines] == [("user:account:lock", "x", {"n": 1})]
    assert answer["Content-Type"] == "application/jsonl; charset=utf-8"
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-')
    event = Event.objects.get(action="audit:events:export")
    assert (event.actor, event.reason) == (User.objects.get(email=admin.email).sub, "ticket 7")
    assert event.detail == {"format": "jsonl", "filters": {"action": "user:account:lock"}}


def test_csv_has_a_header_and_a_row_an_event() -> None:
    browser, _ = make_admin()
    record(Action.USER_LOCK, reason='a "quoted", reason', detail={"n": 1})
    rows = list(csv.reader(io.StringIO(body(exported(browser, "csv", "?action=user%3Aaccount%3Alock")))))
    assert rows[0] == list(search.COLUMNS)
    assert dict(zip(rows[0], rows[1], strict=True))["reason"] == 'a "quoted", reason'
    assert len(rows) == 2


def test_an_export_is_bounded_says_where_it_was_cut_and_reads_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_EXPORTED", 4)
    monkeypatch.setattr(search, "CHUNK", 2)
    browser, _ = make_admin()
    for _number in range(4):
        record(Action.USER_LOCK)
    whole = body(exported(browser, "jsonl", "?action=user%3Aaccount%3Alock")).splitlines()
    assert len(whole) == 4 and "cut_after" not in whole[-1]
    record(Action.USER_LOCK)
    cut = body(exported(browser, "jsonl", "?action=user%3Aaccount%3Alock")).splitlines()
    assert json.loads(cut[-1]) == {"cut_after": 4} and len(cut) == 5


def test_no_reason_no_export() -> None:
    browser, _ = make_admin()
    answer = exported(browser, "csv", reason=" ")
    assert answer.status_code == 422
    assert not Event.objects.filter(action="audit:events:export").exists()
    assert page_of(browser, "/manage/audit/export").path == "/manage/audit", "no dead end after a fresh proof"


def test_the_chain_shows_its_anchor_its_tail_and_a_break() -> None:
    browser, _ = make_admin()
    seals.seal()
    waiting = record(Action.USER_LOCK)
    page = page_of(browser, "/manage/audit")
    assert (text_at(page, "anchor"), text_at(page, "unsealed")) == (str(seals.head()), "1")
    assert page.soup.find(id="fault") is None and waiting
    Event.objects.filter(pk=Event.objects.earliest("pk").pk).update(reason="nothing")
    assert "The chain is broken: changed at link 1" in text_at(page_of(browser, "/manage/audit"), "fault")


def test_the_helpdesk_reads_no_audit() -> None:
    browser, _ = make_helpdesk()
    reference = record(Action.USER_LOCK)
    for path in ("/manage/audit", f"/manage/audit/{reference}", "/manage/audit?reference=x"):
        assert page_of(browser, path).status == 403


@pytest.mark.parametrize("action", sorted(Action))
def test_every_action_has_words(action: Action) -> None:
    assert str(event_words.WORDS[action]) and str(event_words.WORDS[action]) != action


def test_the_list_says_who_did_what_to_whom_for_which_client_in_words() -> None:
    browser, admin = make_admin()
    rp = make_rp(name="Rota")
    boss = User.objects.get(email=admin.email).sub
    bob = User.objects.get(email=make_person(email="bob@example.org").email).sub
    record(Action.USER_LOCK, actor=boss, subject=bob, client_id=rp.client_id)
    record(Action.USER_LOCK, outcome="refused", subject=bob)
    record(Action.USER_LOCK, actor="operator")
    page = page_of(browser, "/manage/audit?action=user%3Aaccount%3Alock")
    table = page.soup.select("#events tbody tr")
    operators, own, done = [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in table]
    assert done[1:5] == ["Account locked user:account:lock", "done", f"{admin.email} concerning bob@example.org", "Rota"]
    assert own[1:5] == ["Account locked user:account:lock", "refused", "bob@example.org", ""]
    assert operators[3] == "operator"
    moment = page.soup.select_one("#events time")
    assert moment is not None and "." not in moment.get_text().rpartition(" UTC")[0][-8:] and "T" in str(moment["datetime"])
    assert page.soup.find("bdi", title=rp.client_id) is not None


def test_names_are_read_at_once_however_long_the_page(django_assert_num_queries: Any) -> None:
    people = [User.objects.get(email=make_person().email).sub for _ in range(3)]
    for sub in people:
        record(Action.USER_LOCK, actor=sub, subject=sub, client_id=sub)
    events = list(Event.objects.order_by("pk"))
    with django_assert_num_queries(2):
        assert len(event_words.rows(events)) >= 3
