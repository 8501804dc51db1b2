"""HH-01: a request for another host, or for ours by another spelling. Source: ASVS 4.1.3; Django's ALLOWED_HOSTS."""

import pytest
from django.test import Client as Browser

from idp.audit.models import Event
from idp.interaction.models import Interaction
from tests.factories.oidc import new_ip
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db
FOREIGN = [
    "evil.example",
    "localhost:evil",
    "localhost:8000@evil.example",
    "evil.example:8000",
    "localhost.evil.example",
    "localhost,evil.example",
    "localhost:8000,evil.example",
    "localhost evil.example",
    "localhost/",
    "localhost\\evil",
    "[::1]",
    "127.0.0.1",
    "127.0.0.1:8000",
    "*",
    "",
    "http://localhost:8000",
    "lоcalhost",
    "localhost\t",
    "localhost%00",
    "a" * 5000,
    "..",
    "[",
    "localhost:8000:8000",
]
PATHS = [
    "/.well-known/openid-configuration",
    "/oauth2/token",
    "/oauth2/authorize",
    "/interaction/start",
    "/api/v1/me",
    "/admin/",
    "/nothing",
]


@pytest.mark.parametrize("host", FOREIGN, ids=lambda host: repr(host)[:30])
def test_it_is_a_400_at_every_door(host: str) -> None:
    for path in PATHS:
        for method in ("GET", "POST"):
            answer = Browser().generic(method, path, headers={"x-forwarded-for": new_ip()}, HTTP_HOST=host)
            assert answer.status_code == 400, path
            assert "Location" not in answer.headers
            assert not answer.cookies
            assert not host or host not in answer.content.decode()
            tells_nothing(answer)
    assert Interaction.objects.count() == Event.objects.count() == 0


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "localhost:1", "localhost."])
def test_our_name_by_another_port_or_case_links_to_the_issuer_only(host: str) -> None:
    answer = Browser().get("/.well-known/openid-configuration", headers={"host": host})
    if answer.status_code == 200:
        urls = [value for value in answer.json().values() if isinstance(value, str) and "://" in value]
        assert all(url.startswith("http://localhost:8000") for url in urls)
    started = Browser().get("/interaction/start", headers={"host": host, "x-forwarded-for": new_ip()})
    assert started.headers.get("Location", "/").startswith("/")


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/metrics"])
def test_a_probe_by_any_host_reaches_nothing_else(path: str) -> None:
    assert "evil.example" not in Browser().get(path, headers={"host": "evil.example"}).content.decode()
    assert Browser().get(f"{path}/../account", headers={"host": "evil.example"}).status_code == 400
    assert Browser().get(f"{path}/", headers={"host": "evil.example"}).status_code == 400
