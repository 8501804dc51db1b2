"""CS-11: cookies that scripts, other hosts or plain http could read, or that say who somebody is. OWASP ASVS 3.3."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factories.people import make_person
from tests.security.sign_ins import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).parent.parent.parent
NAMES = {"gatehouse_session", "gatehouse_csrf", "gatehouse_browser"}
OVER_HTTPS = """
import json, django
django.setup()
from django.conf import settings
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.test import Client
answer = Client(headers={"host": "id.example.org"}).get("/register", follow=False)
names = [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME]
secure = [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE]
print(json.dumps([names, secure, [c.OutputString() for c in answer.cookies.values()], dict(answer.headers)]))
"""


def test_on_loopback_they_are_plain_and_still_closed_to_scripts() -> None:
    alice = make_person(totp=True)
    browser = sign_in(alice)
    browser.get("/account")
    cookies = browser.http.cookies
    assert set(cookies) == NAMES
    for cookie in cookies.values():
        assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
        assert not cookie["domain"] and not cookie["secure"]
        assert len(cookie.OutputString()) < 4096
        assert alice.email not in cookie.value and "somebody" not in cookie.value


def test_on_the_web_they_are_host_cookies_and_hsts_is_sent(tmp_path: Path) -> None:
    """A deployment of its own: https issuer behind a proxy that ends TLS."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")} | {
        "DJANGO_SETTINGS_MODULE": "idp.settings.base",
        "IDP_PUBLIC_URL": "https://id.example.org",
        "IDP_SECRET_KEY": os.environ["IDP_SECRET_KEY"],
        "IDP_ENCRYPTION_KEYS": os.environ["IDP_ENCRYPTION_KEYS"],
        "IDP_DATABASE_URL": f"sqlite:///{tmp_path}/idp.sqlite3",
        "IDP_LOG_LEVEL": "error",
    }
    done = subprocess.run(
        [sys.executable, "-c", OVER_HTTPS], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    names, secure, cookies, headers = json.loads(done.stdout.splitlines()[-1])
    assert names == ["__Host-gatehouse_session", "__Host-gatehouse_csrf", "__Host-gatehouse_language"] and all(secure)
    assert len(cookies) == 1
    assert cookies[0].startswith("__Host-gatehouse_browser=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"} <= set(cookies[0].split("; "))
    assert "domain" not in cookies[0].lower()
    assert headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize("url", ["http://id.example.org", "http://localhost.example.org"])
def test_plain_cookies_elsewhere_do_not_start(url: str) -> None:
    environment = os.environ | {"IDP_PUBLIC_URL": url, "DJANGO_SETTINGS_MODULE": "idp.settings.base"}
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 78
    assert "IDP_PUBLIC_URL" in done.stderr
