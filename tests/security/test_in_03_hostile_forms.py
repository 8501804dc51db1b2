"""IN-03: forms of too many fields, of files, of no boundary, compressed. Source: ASVS 4.2.1."""

import gzip
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.factories.oidc import new_ip
from tests.factories.people import make_person, make_rp
from tests.rp import Browser as PersonsBrowser
from tests.rp import Page
from tests.security.grants import nothing_changes
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
FILES = (
    "".join(f'--x\r\nContent-Disposition: form-data; name="f{n}"; filename="f{n}"\r\n\r\nx\r\n' for n in range(1000))
    + "--x--\r\n"
)
BODIES: dict[str, tuple[str, bytes, dict[str, str]]] = {
    "2000 fields": (FORM, "&".join(f"a{n}=1" for n in range(2000)).encode(), {}),
    "1000 files": ("multipart/form-data; boundary=x", FILES.encode(), {}),
    "multipart": (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="csrf"\r\n\r\nx\r\n--x--\r\n',
        {},
    ),
    "no boundary": ("multipart/form-data", b"--x", {}),
    "bad boundary": ("multipart/form-data; boundary=\xe9", b"--x", {}),
    "gzip": (FORM, gzip.compress(b"a=" + b"1" * 1_000_000), {"content-encoding": "gzip"}),
    "large": (FORM, b"a=" + b"1" * 300_000, {}),
    "long field": (FORM, b"csrf=" + b"1" * 60_000, {}),
    "only ampersands": (FORM, b"&" * 60_000, {}),
    "json": ("application/json", b'{"csrf":"x"}', {}),
    "no type": ("", b"csrf=x", {}),
    "odd type": ("x" * 3000, b"csrf=x", {}),
}
PATHS = [
    "/oauth2/token",
    "/oauth2/introspect",
    "/oauth2/revoke",
    "/oauth2/userinfo",
    "/oauth2/authorize",
    "/oauth2/logout",
    "/interaction/x/login",
    "/account/mfa",
    "/manage/clients/new",
    "/admin/login/",
]


def post(path: str, kind: str, browser: Any = None) -> Any:
    content_type, body, headers = BODIES[kind]
    sent = {"host": settings.IDP.host, "x-forwarded-for": new_ip(), "origin": settings.IDP.public_url} | headers
    return (browser or Browser()).generic("POST", path, body, content_type=content_type, headers=sent)


@pytest.mark.parametrize("kind", BODIES)
def test_no_door_breaks_or_acts(kind: str) -> None:
    with nothing_changes():
        for path in PATHS:
            answer = post(path, kind)
            assert answer.status_code < 500, path
            assert answer.status_code != 200 or path == "/oauth2/logout", path
            tells_nothing(answer)
            if path in PATHS[:4]:
                assert answer.status_code in {400, 401, 413, 415}, path
                assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("kind", BODIES)
def test_a_signed_in_person_s_forms_do_not_break_either(kind: str) -> None:
    browser, ada = PersonsBrowser(), make_person(totp=True)
    make_rp(trusted=True).begin().sign_in(browser, ada)
    with nothing_changes():
        for path in ("/oauth2/logout", "/account/mfa", "/manage/clients/new"):
            answer = post(path, kind, browser.http)
            assert answer.status_code < 500, path


@pytest.mark.parametrize("kind", BODIES)
def test_a_live_page_stays_usable(kind: str) -> None:
    browser, ada = PersonsBrowser(), make_person(totp=True)
    flow = make_rp(trusted=True).begin()
    page = flow.open(browser)
    assert isinstance(page, Page) and page.slug == "login"
    answer = post(page.path, kind, browser.http)
    assert answer.status_code in {303, 400, 403, 415}
    assert "code" in flow.sign_in(browser, ada).parameters
