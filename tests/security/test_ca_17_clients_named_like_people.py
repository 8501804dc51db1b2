"""CA-17: a client_id that is somebody's subject or address, at every door that makes one. RFC 9068 §5; RFC 9700 §4.15."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from idp.accounts.models import User
from idp.audit.events import Action, record
from idp.audit.models import Event
from idp.clients import account_console, namesakes, registration
from idp.clients.models import Client
from idp.operations.doctor import examine
from idp.protocol.rfc7591_registration import InvalidMetadata
from idp.web.manage import event_words
from tests.factories.people import make_person, make_rp
from tests.factories.web_forms import make_admin, page_of, press
from tests.rp import Person, claims_of
from tests.security.sign_ins import policy

pytestmark = pytest.mark.django_db(transaction=True)
MACHINE = registration.PRESETS["machine"]


@pytest.fixture
def ada() -> Person:
    return make_person()


def names_of(person: Person) -> list[str]:
    """What a client may not be called."""
    user = User.objects.get(email=person.email)
    return [user.sub, person.email, person.email.upper(), "operator", "System", "client:abc"]


def refused(client_id: str) -> None:
    with pytest.raises(InvalidMetadata) as told:
        registration.register(MACHINE | {"client_name": "Thief", "client_id": client_id}, actor="operator")
    assert [fault.field for fault in told.value.faults] == ["client_id"]


def test_the_service_refuses_each(ada: Person) -> None:
    for client_id in names_of(ada):
        refused(client_id)
    assert not Client.objects.exists()


def test_so_does_the_wizard_whatever_the_page_carried(ada: Person) -> None:
    browser, _ = make_admin()
    sub = User.objects.get(email=ada.email).sub
    page = press(browser, page_of(browser, "/manage/clients/new?type=machine"), "save", client_name="Thief", draft=sub)
    assert page.status == 422 and "names somebody else here" in page.text, page.text
    assert not Client.objects.filter(client_id=sub).exists()


def test_so_does_a_file(ada: Person, tmp_path: Path) -> None:
    file = tmp_path / "data.json"
    for client_id in names_of(ada):
        client = MACHINE | {"client_name": "Thief", "client_id": client_id, "client_secret": "x" * 40}
        file.write_text(json.dumps({"clients": [client]}), encoding="utf-8")
        with pytest.raises((CommandError, SystemExit)):
            call_command("apply", str(file))
    assert not Client.objects.exists()


def test_so_does_the_built_in_client(ada: Person, settings: object) -> None:
    policy(settings, app_client_id=User.objects.get(email=ada.email).sub)
    settings.APP_DIST = Path("/nowhere")  # type: ignore[attr-defined]
    with pytest.raises(InvalidMetadata):
        account_console.ensure()


def test_who_is_gone_still_stands_in_the_record(ada: Person) -> None:
    user = User.objects.get(email=ada.email)
    record(Action.USER_UPDATE, actor=user.sub, subject=user.sub)
    User.objects.all().delete()
    refused(user.sub)


def test_a_client_registered_before_is_told(ada: Person) -> None:
    sub = User.objects.get(email=ada.email).sub
    (finding,) = examine(["clients"])
    assert finding.ok
    make_rp(client_id=sub)
    (finding,) = examine(["clients"])
    assert not finding.ok and sub in finding.words


def test_its_own_token_names_a_client_and_nobody_else(ada: Person) -> None:
    """Also of a client that was registered before: a resource server that goes by ``sub`` meets no person."""
    sub = User.objects.get(email=ada.email).sub
    rp = make_rp(client_id=sub, grant_types=["client_credentials"], scope="")
    answer = rp.post("/oauth2/token", grant_type="client_credentials")
    assert answer.status_code == 200, answer.content
    claims = claims_of(answer.json()["access_token"])
    assert (claims["sub"], claims["client_id"]) == (namesakes.subject(sub), sub)
    assert rp.introspect(answer.json()["access_token"]).json()["sub"] == f"client:{sub}"


def test_what_it_did_is_shown_as_a_clients(ada: Person) -> None:
    user = User.objects.get(email=ada.email)
    make_rp(client_id=user.sub, name="Thief")
    record(Action.GRANT_REVOKE, actor=user.sub, client_id=user.sub)
    record(Action.USER_UPDATE, actor=user.sub, subject=user.sub)
    own, persons = event_words.rows(list(Event.objects.order_by("-pk")[:2]))[::-1]
    assert (own.who, own.client) == ("Thief", "Thief")
    assert (persons.who, persons.whom) == (ada.email, "")
