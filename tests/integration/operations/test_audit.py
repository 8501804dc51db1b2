"""`idp audit seal` and `idp audit verify`."""

import io
import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from structlog.testing import capture_logs

from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.celery import app
from idp.core import wakeup
from tests.integration.operations.terminal import refused, run, run_json

pytestmark = pytest.mark.django_db(transaction=True)


def test_seal_prints_an_anchor_that_verify_takes(tmp_path: Path) -> None:
    assert run_json("audit", "seal") == {"sealed": 0, "anchor": None}
    record(Action.OPERATOR_APPLY)
    assert refused("audit", "verify", "--anchors", str(tmp_path / "none")).code == 1
    sealed = run_json("audit", "seal")
    record(Action.OPERATOR_APPLY)
    assert sealed["sealed"] == 1
    anchors = tmp_path / "anchors.txt"
    anchors.write_text(sealed["anchor"] + "\n")
    told = run_json("audit", "verify", "--anchors", str(anchors))
    assert (told["holds"], told["links"], told["anchors"], told["unsealed"], told["head"]) == (True, 1, 1, 1, sealed["anchor"])
    assert "The chain holds." in run("audit", "verify")
    anchors.write_text("nonsense")
    assert "is no anchor" in refused("audit", "verify", "--anchors", str(anchors)).words


def test_verify_names_the_first_wrong_place_and_exits_1() -> None:
    first, second = record(Action.OPERATOR_APPLY), record(Action.OPERATOR_APPLY)
    run("audit", "seal")
    Event.objects.filter(reference=second).update(actor="nobody")
    Event.objects.filter(reference=first).update(actor="nobody")
    refusal = refused("audit", "verify")
    event = Event.objects.get(reference=first)
    assert refusal.code == 1
    assert refusal.words == (
        f"The chain is broken: changed at link 1, event {event.pk} ({first}): its event is not what was sealed."
    )


def test_json_tells_the_fault_as_data() -> None:
    reference = record(Action.OPERATOR_APPLY)
    run("audit", "seal")
    Event.objects.filter(reference=reference).update(actor="nobody")
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("audit", "verify", "--json", stdout=out)
    told = json.loads(out.getvalue())
    assert (told["holds"], told["fault"]["kind"], told["fault"]["sequence"], told["fault"]["reference"]) == (
        False, "changed", 1, reference,
    )  # fmt: skip


def test_the_worker_seals_every_minute_and_logs_the_anchor() -> None:
    app.loader.import_default_modules()
    scheduled = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert scheduled["operations.seal"] == 60
    record(Action.OPERATOR_APPLY)
    with capture_logs() as logs:
        assert app.tasks["operations.seal"]() == 1
        assert app.tasks["operations.seal"]() == 0
    anchors = [line["anchor"] for line in logs if line["event"] == "audit sealed"]
    assert anchors == [run_json("audit", "verify")["head"]]


def test_without_a_worker_the_serving_process_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The waking thread does it once a minute; one of its turns is made here."""
    record(Action.OPERATOR_APPLY)
    monkeypatch.setattr(wakeup, "CHORES_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", None)
    wakeup.Waker().hands[wakeup.Lane.DEFAULT].turn(is_told=False)
    assert run_json("audit", "verify")["unsealed"] == 0
