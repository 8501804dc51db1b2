"""AP-12: an administrator changes or deletes an event through any door, or our own code does. Source: ASVS 16.4.2."""

import pytest

from idp.audit import seals, verification
from idp.audit.events import Action, record
from idp.audit.models import Event
from tests.factories.web_forms import make_admin, send

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_door_changes_an_event() -> None:
    browser, _ = make_admin()
    reference = record(Action.USER_LOCK, subject="x")
    event = Event.objects.values().get(reference=reference)
    browser.http.handler.enforce_csrf_checks = False  # else that check answers first
    paths = (
        f"/manage/audit/{reference}",
        "/manage/audit",
        f"/admin/audit/event/{event['id']}/change/",
        f"/admin/audit/event/{event['id']}/delete/",
        "/admin/audit/event/add/",
        "/admin/audit/event/",
    )
    for path in paths:
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(browser.http, method)(path, {"reason": "nothing", "_selected_action": event["id"]})
            assert answer.status_code in {403, 404, 405} or (method, path) == ("post", paths[-1]), (method, path)
    assert Event.objects.values().get(reference=reference) == event
    send(
        browser, "/admin/audit/event/", [("action", "delete_selected"), ("_selected_action", str(event["id"])), ("post", "yes")]
    )
    assert Event.objects.values().get(reference=reference) == event
    seals.seal()
    assert verification.verify().holds


def test_nor_does_our_own_code_by_its_models() -> None:
    event = Event.objects.get(reference=record(Action.USER_LOCK))
    event.reason = "nothing"
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()
    with pytest.raises(TypeError):
        Event.objects.get_or_create(pk=event.pk)[0].save(update_fields=["reason"])
