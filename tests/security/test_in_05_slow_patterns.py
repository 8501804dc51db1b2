"""IN-05: texts that make a careless pattern take for ever. Source: Django's advisories on regular expressions."""

import contextlib
import time
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.test import RequestFactory

from idp.accounts.addresses import AddressError, canonical
from idp.core import http
from idp.protocol import rfc6750_bearer, rfc8252_loopback
from idp.protocol.errors import OAuthError
from idp.web.local import safe_path
from tests.factories.oidc import new_ip

N = 100_000
TEXTS = [
    "a" * N,
    "@" * N,
    "a@" + "a." * N,
    "." * N,
    " " * N + "x",
    "a" * N + "!",
    "é" * N,
    "xn--" * N,
    "1" * N,
    "%" * N,
    "/" * N,
    "\t\n" * N,
    "(" * N,
    "a@[" + "1" * N,
    "Mozilla/5.0 (" + ";" * N,
    "(((" * N,
    "en," * N,
    "en-" * N,
    "q=0." + "0" * N,
    "Bearer " + "a" * N,
    "a-" * N,
    "\u1100" * N,
]


def address(text: str) -> None:
    with pytest.raises(AddressError):
        canonical(text)


def bearer(text: str) -> None:
    with contextlib.suppress(OAuthError):
        rfc6750_bearer.token_of(text)


def agent(text: str) -> None:
    request = RequestFactory().get("/", headers={"user-agent": text})
    http.device_words(http.user_agent(request))


READERS: dict[str, Callable[[str], object]] = {
    "address": address,
    "user agent": agent,
    "client address": lambda text: http.client_ip(RequestFactory().get("/", headers={"x-forwarded-for": text})),
    "return path": safe_path,
    "bearer": bearer,
    "loopback redirect": lambda text: rfc8252_loopback.matches("http://127.0.0.1/cb", text),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("text", TEXTS, ids=lambda text: repr(text[:8]))
def test_each_reader_takes_less_than_a_tenth_of_a_second_of_work(reader: Callable[[str], object], text: str) -> None:
    if reader is not address:
        reader("warm@example.org")
    started = time.process_time()
    reader(text)
    assert time.process_time() - started < 0.1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["accept-language", "user-agent", "cookie", "authorization", "referer", "origin", "if-none-match", "accept"]
)
def test_so_does_a_request_with_it_in_a_header(name: str) -> None:
    browser = Browser()
    for path in ("/interaction/start", "/oauth2/userinfo", "/.well-known/openid-configuration"):
        browser.get(path, headers={"host": settings.IDP.host, "x-forwarded-for": new_ip()})
        for text in TEXTS:
            plain = text.encode("ascii", "replace").decode().replace("\n", " ")
            started = time.process_time()
            answer = browser.get(path, headers={"host": settings.IDP.host, "x-forwarded-for": new_ip(), name: plain})
            assert time.process_time() - started < 0.1, (path, text[:8])
            assert answer.status_code < 500
