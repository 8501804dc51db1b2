"""AP-13: after "delete all my data" the events keep a pseudonym, everything else of the person is gone, the tokens are dead."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models

from idp.accounts.models import User
from idp.audit import seals, verification
from idp.audit.models import Event
from idp.core import clock, mail, outbox
from idp.lifecycle import deletion
from idp.operations import cleanup
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import page_of, press
from tests.rp import Browser, Page
from tests.security.standing import dead

pytestmark = pytest.mark.django_db(transaction=True)


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of ours."""
    ours: list[type[models.Model]] = [model for model in apps.get_models() if model.__module__.startswith("idp.")]
    return {model.__name__: list(model._default_manager.values()) for model in ours}


def delivered() -> None:
    while outbox.drain():
        pass


def test_no_table_holds_anything_that_names_the_person() -> None:
    rp, browser = make_rp(), Browser()
    alice = make_person(totp=True, email="alice.liddell@example.org", claims={"nickname": "looking-glass"})
    tokens = rp.begin().tokens(browser, alice)
    seals.seal()
    page = page_of(browser, "/account/data/delete")
    assert isinstance(page, Page) and press(browser, page, "delete").status == 200
    delivered()
    sub = User.objects.get().sub
    ip = browser.ip
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1), tick=False) as now:
        assert deletion.carry_out_due(10) == 1
        seals.seal()
        delivered()
        now.shift(timedelta(days=2))
        cleanup.run()  # the last mail's own row
        rows = everything()
        assert verification.verify().holds  # the record was not falsified by forgetting
    dead(rp, tokens)
    assert mail.memory[-1]["To"] == "alice.liddell@example.org" and mail.memory[-1]["Subject"] == "Your account was deleted"
    for name, found in rows.items():
        text = str(found)
        for personal in ("alice.liddell", "looking-glass", ip):
            assert personal not in text, (name, personal)
        assert sub not in text or name in {"Event", "Removal"}, name
    assert Event.objects.filter(subject=sub).exists()
