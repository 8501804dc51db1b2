"""HD-05: what is forgotten at the edge of a site: metrics, debug pages, repositories, source maps. authentik CVE-2024-52307."""

import pytest
from django.conf import settings as django_settings
from django.contrib.staticfiles.finders import get_finders
from django.test import Client

from tests.factories.oidc import new_ip
from tests.security.sign_ins import policy
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db
CLOSED = [
    "/debug", "/__debug__/", "/.git/HEAD", "/.git/config", "/.env", "/.well-known/x", "/static/", "/static/../idp/settings.py",
    "/static/%2e%2e/pyproject.toml", "/server-status", "/phpinfo.php", "/console", "/swagger.json", "/graphql", "/silk/",
    "/media/x", "/db.sqlite3", "/backup.zip", "/api/", "/api/v1/", "/api/v1/user", "/metrics/",
]  # fmt: skip
TOKEN = "m3trics-" + "x" * 32


def get(path: str, **headers: str) -> object:
    sent = {"host": django_settings.IDP.host} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Client(headers=sent).get(path)


@pytest.mark.parametrize("path", CLOSED)
def test_nothing_is_there(path: str) -> None:
    answer = get(path, x_forwarded_for=new_ip())
    assert answer.status_code == 404
    tells_nothing(answer)


@pytest.mark.parametrize("path", ["/admin/doc/", "/admin/docs/", "/admin/jsi18n/", "/admin/password_change/"])
def test_below_the_staff_s_site_there_is_a_sign_in(path: str) -> None:
    answer = get(path, x_forwarded_for=new_ip())
    assert answer.status_code == 302 and answer["Location"].startswith("/admin/login/")


def test_no_source_map_of_ours_is_served() -> None:
    served = [path for finder in get_finders() for path, _storage in finder.list(["rest_framework"])]  # theirs are public
    assert "idp/interaction.js" in served
    assert not [path for path in served if path.endswith(".map")]


@pytest.mark.parametrize(
    "given",
    ["", "Bearer", "Bearer ", TOKEN,
     f"bearer {TOKEN}", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", f"Bearer  {TOKEN}", "Bearer é",
     f"Basic {TOKEN}"],
)  # fmt: skip
def test_metrics_open_to_the_whole_token_only(given: str, settings: object) -> None:
    policy(settings, metrics_token=TOKEN)
    assert get("/metrics", authorization=given).status_code == 404
    assert get("/metrics", authorization=f"Bearer {TOKEN}").status_code == 200


@pytest.mark.parametrize("header", ["x_forwarded_for", "forwarded"])
@pytest.mark.parametrize("said", ["127.0.0.1", "::1", "for=127.0.0.1", "", "198.51.100.7, 127.0.0.1"])
def test_without_a_token_nobody_who_came_through_a_proxy_reads_them(header: str, said: str) -> None:
    assert get("/metrics").status_code == 200
    assert get("/metrics", **{header: said}).status_code == 404


def test_the_api_description_names_no_secret_and_no_inside() -> None:
    answer = get("/api/schema")
    assert answer.status_code == 200
    text = answer.content.decode()
    for inside in ("key_hash", "sealed", "password_hash", "totp_secret", "epoch", "is_superuser", "/metrics", "/manage"):
        assert inside not in text
