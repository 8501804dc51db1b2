"""IN-05: headers and cookies beyond all measure, at pages, endpoints and calls: answered soon and as always."""

import time

import pytest
from django.conf import settings
from django.test import Client

from tests.factories.oidc import new_ip
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db
LARGE = "x" * 65_536
MANY = "; ".join(f"c{number}={'y' * 600}" for number in range(100))
OURS = "; ".join(f"gatehouse_{name}={LARGE}" for name in ("session", "browser", "csrf", "link_reset_password", "language"))
REPEATED = "; ".join(f"gatehouse_session={number}" for number in range(5_000))
HEADERS: dict[str, dict[str, str]] = {
    "many cookies": {"cookie": MANY},
    "large cookies of ours": {"cookie": OURS},
    "one cookie repeated": {"cookie": REPEATED},
    "only separators": {"cookie": ";=" * 30_000},
    "user agent": {"user-agent": LARGE},
    "languages": {"accept-language": ",".join(f"a{number}-{number};q=0.{number}" for number in range(8_000))},
    "accept": {"accept": "application/json;q=0.1," * 3_000},
    "referer": {"referer": f"http://localhost:8000/{LARGE}"},
    "token": {"authorization": f"Bearer {LARGE}"},
    "basic": {"authorization": f"Basic {LARGE}"},
    "forwarded": {"x-forwarded-for": ", ".join(["198.51.100.9"] * 4_000)},
    "origin": {"origin": f"https://{LARGE}"},
    "request id": {"x-request-id": LARGE},
}
PATHS = ["/account", "/password/forgot", "/password/reset", "/interaction/start", "/oauth2/userinfo", "/api/v1/me", "/livez"]


@pytest.mark.parametrize("what", HEADERS)
def test_every_door_answers_soon_and_as_always(what: str) -> None:
    for path in PATHS:
        sent = {"host": settings.IDP.host, "x-forwarded-for": new_ip()}
        usual = Client(headers=sent).get(path).status_code
        started = time.perf_counter()
        answer = Client(headers=sent | HEADERS[what]).get(path)
        assert time.perf_counter() - started < 1, path
        assert answer.status_code in {usual, 400, 401, 410, 431}, path  # 410: whoever keeps a cookie is asked for none
        tells_nothing(answer)
        assert LARGE not in answer.content.decode() + str(answer.headers)
