"""AP-03: every door of the console, asked by everybody. Source: ASVS 8.1.1; authentik CVE-2026-55106.

The doors come from the URL map: a new one fails here until the table below says whose it is.
"""

import re
from datetime import timedelta
from typing import Any

import pytest

from idp.accounts.models import Group, User
from idp.clients.models import Client
from idp.core import clock
from idp.core.routes import patterns
from idp.sessions.models import Session
from tests.factories.oidc import make_client
from tests.factories.people import make_person
from tests.factories.web_forms import make_admin, make_helpdesk, make_signed_in
from tests.rp import Browser
from tests.security.sign_ins import half_session

pytestmark = pytest.mark.django_db(transaction=True)
HELPDESK = {"manage/", "manage/users", "manage/users/<str:sub>"}
DOORS = sorted(path for path, _ in patterns() if path.startswith("manage/"))


def url(door: str, person: User, client: Client) -> str:
    """The door at things that exist."""
    names: dict[str, Any] = {"sub": person.sub, "client_id": client.client_id, "pk": 1, "reference": "x"}
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(names.get(found[1], 1)), door)


def visit(browser: Browser, path: str) -> int:
    return browser.http.get(path).status_code


def submit(browser: Browser, path: str) -> int:
    browser.http.handler.enforce_csrf_checks = False  # else that check answers first
    return browser.http.post(path, {"action": "lock", "reason": "x"}).status_code


@pytest.fixture
def things() -> tuple[User, Client]:
    Group.objects.create(pk=1, name="staff")
    return User.objects.get(email=make_person().email), make_client()


@pytest.mark.parametrize("door", DOORS)
def test_nobody_somebody_and_half_a_session(door: str, things: tuple[User, Client]) -> None:
    path = url(door, *things)
    assert (visit(Browser(), path), submit(Browser(), path)) in {(303, 303), (303, 405)}
    somebody, _ = make_signed_in(totp=True)
    assert visit(somebody, path) == 403
    assert submit(somebody, path) in {403, 405}
    half = Browser()
    half_session(half, make_person(totp=True, is_admin=True))
    assert (visit(half, path), submit(half, path)) in {(303, 303), (303, 405)}


@pytest.mark.parametrize("door", DOORS)
def test_the_helpdesk(door: str, things: tuple[User, Client]) -> None:
    browser, _ = make_helpdesk()
    status = visit(browser, url(door, *things))
    assert (status in {200, 303}) if door in HELPDESK else status == 403
    if door not in HELPDESK:
        assert submit(browser, url(door, *things)) in {403, 405}


@pytest.mark.parametrize("door", DOORS)
def test_the_staff_without_a_fresh_proof(door: str, things: tuple[User, Client]) -> None:
    for browser, _ in (make_admin(), make_helpdesk()):
        Session.objects.update(fresh_at=clock.now() - timedelta(minutes=11))
        path = url(door, *things)
        assert visit(browser, path) in {303, 403}
        assert submit(browser, path) in {303, 403, 405}
    assert User.objects.get(pk=things[0].pk).is_active


@pytest.mark.parametrize("door", DOORS)
def test_an_administrator(door: str, things: tuple[User, Client]) -> None:
    browser, _ = make_admin()
    assert visit(browser, url(door, *things)) in {200, 303, 404}
