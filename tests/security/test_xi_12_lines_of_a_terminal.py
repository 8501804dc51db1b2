"""XI-12: what a stranger sent forges no line of a command's report, and moves no cursor. CWE-117, CWE-150; ASVS 16.4.1."""

import io

import pytest
from django.core.management import CommandError, call_command

from idp.audit import seals, verification
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.clients.models import Client
from idp.operations import doctor
from idp.operations.doctor.finding import Fault
from tests.factories.people import make_person, make_rp
from tests.integration.operations.terminal import refused, run
from tests.rp import Browser

pytestmark = pytest.mark.django_db(transaction=True)
FORGED = "outcome     success"
EVIL = ["x\nFORGED", "x\r\nFORGED", "x\x1b[2K\x1b[1AFORGED", "x\u2028FORGED", "x\x85FORGED", "x\u202eFORGED", "x\x9b31mFORGED"]


def is_one_line(text: str) -> None:
    """No line begins with what was sent, and nothing in it steers a terminal."""
    assert not any(line.lstrip().startswith("FORGED") for line in text.splitlines()), text
    assert all(character.isprintable() for character in text.replace("\n", "")), text
    assert "FORGED" in text


@pytest.mark.parametrize("evil", EVIL)
def test_a_recorded_decision(evil: str) -> None:
    reference = record(Action.TOKEN_REFUSE, outcome="refused", client_id=evil, reason=evil, detail={"sent": {"scope": evil}})
    is_one_line(run("why", reference))


def test_what_a_real_request_sent() -> None:
    """The client_id of a token request that nobody may make, as it is recorded by the endpoint."""
    answer = Browser().http.post(
        "/oauth2/token",
        f"grant_type=client_credentials&client_id=nobody%0A{FORGED.replace(' ', '+')}&client_secret=x",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in {400, 401}
    told = run("why", answer["X-Request-Id"])
    assert "\\u000aoutcome" in told or "nobody" not in told
    assert sum(line.startswith("outcome") for line in told.splitlines()) == 1 and FORGED not in told.splitlines()


@pytest.mark.parametrize("evil", EVIL)
def test_lists_of_clients_and_people(evil: str) -> None:
    rp, person = make_rp(name=evil), make_person()
    is_one_line(run("client", "list"))
    is_one_line(run("client", "show", rp.client_id))
    Client.objects.update(client_id=evil)
    is_one_line(run("client", "list"))
    assert person.email in run("user", "list")


@pytest.mark.parametrize("evil", EVIL)
def test_findings_of_the_doctor(evil: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise Fault(evil, evil)

    monkeypatch.setitem(doctor.CHECKS, "clients", broken)
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", "--only", "clients", stdout=out)
    is_one_line(out.getvalue())


def test_the_first_wrong_place_of_the_chain() -> None:
    for _ in range(2):
        record(Action.USER_UPDATE, subject="x")
    seals.seal()
    Event.objects.filter(pk=Event.objects.latest("pk").pk).update(reference="A\nFORGED", reason="x")
    assert verification.verify().fault is not None
    is_one_line(refused("audit", "verify").words)
