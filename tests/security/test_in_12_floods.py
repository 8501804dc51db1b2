"""IN-12: whoever proves nothing, at every route, in every method, with the worst that fits: few rows, bytes, statements.

The bounds stand here as numbers. IN-11 (what is counted together) is proved in tests/unit/audit/test_anonymous.py.
"""

import itertools
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from idp.audit.anonymous import SINGLY
from idp.audit.models import Event, Tally
from idp.core import routes
from idp.core.errors import Throttled
from idp.interaction import services
from idp.interaction.models import Interaction
from idp.limits import rates
from idp.limits.doors import DOORS, Door
from tests.factories.people import make_rp
from tests.rp import Arrival, Browser, Page, new_ip

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
TIMES = SINGLY + 6
JUNK = "&".join(f"invented{number}={'%01' * 2000}" for number in range(9))
MOST_STATEMENTS = 30  # of one refused request
MOST_ROWS = SINGLY + 4  # of one flood of one kind: events, their tally, buckets, one open interaction
MOST_BYTES = MOST_ROWS * 1500  # as JSON
STORES = {"oauth2/authorize", "interaction/start", "register"}  # each request there is one more interaction: a door counts them
MOST_KEPT = 2000  # bytes of each of those


def anonymous_routes() -> Iterator[tuple[str, str]]:
    """(method, path) of everything that anybody can call; made-up values stand for what the path names."""
    for path, _pattern in routes.patterns():
        if path.startswith(routes.EXTERNAL_PREFIXES):
            continue
        shown = re.sub(r"<\w+:\w+>", "x1" * 20, path)
        yield from ((method, shown) for method in ("GET", "POST"))


ROUTES = sorted(set(anonymous_routes()))


def rows() -> dict[str, int]:
    return {model._meta.label: count for model in apps.get_models() if (count := model._base_manager.count())}


def stored_bytes() -> int:
    return sum(
        len(json.dumps(list(model._base_manager.values()), default=str)) - 2
        for model in apps.get_models()
        if model._meta.app_label not in {"contenttypes", "auth", "sites"}
    )


def send(client: Client, method: str, path: str, number: int, more: str = "") -> Any:
    hostile = f"{JUNK}&client_id=made-up-{number}&token=x&username=a%40b.example&csrf=x{more}"
    headers = {"authorization": f"Bearer made-up-{number}"}
    if method == "GET":
        return client.get(f"/{path}?{hostile}", headers=headers)
    return client.post(f"/{path}", hostile, content_type=FORM, headers=headers)


@pytest.mark.parametrize(("method", "path"), ROUTES, ids=" ".join)
def test_a_flood_leaves_a_bounded_trace(method: str, path: str) -> None:
    client = Client(headers={"host": settings.IDP.host, "x-forwarded-for": new_ip()})
    send(client, method, path, 0)
    before, size = rows(), stored_bytes()
    for number in range(1, TIMES):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answer = send(client, method, path, number)
        assert answer.status_code < 500
        assert len(asked) <= MOST_STATEMENTS, [query["sql"] for query in asked]
    added = {name: count - before.get(name, 0) for name, count in rows().items()}
    if path in STORES:
        interactions = added.pop("interaction.Interaction", 0)
        assert interactions <= TIMES
        size += interactions * MOST_KEPT
    assert sum(added.values()) <= MOST_ROWS, added
    assert stored_bytes() - size <= MOST_BYTES


@pytest.mark.parametrize(
    "changed",
    [{"client_id": "made-up"}, {"redirect_uri": "https://evil.example/"}, {"scope": "openid root"}, {"prompt": "none"}],
    ids=["unknown client", "foreign redirect", "redirectable", "prompt=none"],
)
def test_refused_authorizations_are_counted_together(changed: dict[str, str]) -> None:
    rp, browser = make_rp(), Browser()
    url = rp.begin(**changed).url
    places = [browser.get(url) for _ in range(TIMES)]
    assert Event.objects.filter(action="authorization:request:decide").count() == SINGLY
    assert Tally.objects.get().count == TIMES
    shown = [place.reference for place in places if isinstance(place, Page)]
    assert all(isinstance(place, Arrival) for place in places) or shown[-1] == Tally.objects.get().reference


def test_what_is_unknown_is_not_kept_and_what_is_known_is_kept_once() -> None:
    begun = make_rp().begin(state="a-state-of-its-own", login_hint="ada@example.org")
    query = begun.url.partition("?")[2]
    client = Client(headers={"host": settings.IDP.host, "x-forwarded-for": new_ip()})
    answer = client.post("/oauth2/authorize", f"{query}&{JUNK}", content_type=FORM)
    assert answer.status_code == 303
    kept = json.dumps(Interaction.objects.get().parameters)
    assert "invented" not in kept and "u0001" not in kept
    assert kept.count("a-state-of-its-own") == 1 and kept.count("ada@example.org") == 1
    assert len(kept) < MOST_KEPT


def test_more_than_can_be_kept_is_refused_at_the_client() -> None:
    rp = make_rp()
    place = rp.begin(state="\x01" * 4096, nonce="n" * 4096).open(Browser())
    assert isinstance(place, Arrival) and place.parameters["error"] == "invalid_request"
    assert not Interaction.objects.exists()


def test_a_large_request_counts_for_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[Door] = []
    monkeypatch.setattr(rates, "hit", lambda door, **_keys: counted.append(door))
    rp, browser = make_rp(), Browser()
    rp.begin().open(browser)
    assert counted == [Door.INTERACTION]
    claims = json.dumps({"id_token": {f"claim{number:040}": None for number in range(140)}}, separators=(",", ":"))
    rp.begin(state="s" * 4000, claims=claims).open(browser)
    kept = max(len(json.dumps(one.parameters)) for one in Interaction.objects.all())
    assert kept > 5 * MOST_KEPT and (len(counted) - 1) * services.COUNTED_BYTES >= kept


def test_nothing_larger_is_ever_stored() -> None:
    with pytest.raises(ValueError, match="too large"):
        services.store("local", {"return_to": "x" * services.MOST_KEPT_BYTES}, browser_secret="")


def test_a_long_path_of_ours_to_come_back_to_is_not_kept() -> None:
    browser = Browser()
    browser.get("/interaction/start?return_to=/account/" + "x" * 4000)
    assert Interaction.objects.get().parameters["return_to"] == ""


def test_a_sign_in_that_was_under_way_completes_after_a_flood() -> None:
    rp, browser = make_rp(), Browser()
    page = rp.begin().open(browser)
    assert isinstance(page, Page)
    ip = browser.ip
    for _ in itertools.repeat(None, DOORS[Door.INTERACTION][0].count + 1):
        try:
            rates.hit(Door.INTERACTION, ip=ip)
        except Throttled:
            break
    assert browser.get(page.path).status == 200


def test_a_client_that_proved_itself_is_told_one_by_one() -> None:
    rp = make_rp()
    for _ in range(SINGLY + 3):
        assert rp.token({"grant_type": "authorization_code", "code": "made-up", "redirect_uri": "x"}).status_code == 400
    assert Event.objects.filter(action="token:request:refuse").count() == SINGLY + 3
    assert not Tally.objects.exists()
