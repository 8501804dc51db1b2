"""RU-09: on a loopback address the port is free and nothing else is. RFC 8252 §7.3, §8.3; CVE-2026-18211."""

import pytest

from tests.rp import Arrival
from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
OTHERS = [
    "http://[::1]:49152/cb",
    "http://localhost:49152/cb",
    "http://localhost/cb",
    "http://127.0.0.1.evil.example/cb",
    "http://127.0.0.1.evil.example:49152/cb",
    "http://127.1:49152/cb",
    "http://0177.0.0.1:49152/cb",
    "http://2130706433:49152/cb",
    "http://127.0.0.2:49152/cb",
    "http://127.0.0.1:80@evil.example/cb",
    "http://127.0.0.1:@evil.example/cb",
    "https://127.0.0.1:49152/cb",
    "http://127.0.0.1:49152/other",
    "http://127.0.0.1:49152/cb?x=1",
    "http://127.0.0.1:49152/cb#x",
    "http://127.0.0.1:65536/cb",
    "http://127.0.0.1:0/cb",
    "http://127.0.0.1:٤٩١٥٢/cb",
]


@pytest.mark.spec("RFC 8252", "7.3", "MUST")
@pytest.mark.parametrize("uri", ["http://127.0.0.1/cb", "http://127.0.0.1:49152/cb"])
def test_a_native_app_comes_with_the_port_it_got(uri: str) -> None:
    app = signed_in(redirect_uri="http://127.0.0.1/cb", auth_method="none", application_type="native")
    arrival = app.ask(redirect_uri=uri)
    assert isinstance(arrival, Arrival)
    assert arrival.url.startswith(f"{uri}?code=")
    assert arrival.response.status_code == 303


@pytest.mark.parametrize("uri", OTHERS, ids=ascii)
def test_every_other_address_is_another_address(uri: str) -> None:
    app = signed_in(redirect_uri="http://127.0.0.1/cb", auth_method="none", application_type="native")
    error_page(app.ask(redirect_uri=uri))
    nothing_issued()


def test_localhost_is_loopback_to_a_native_app_and_no_other_address() -> None:
    app = signed_in(redirect_uri="http://localhost/cb", auth_method="none", application_type="native")
    arrival = app.ask(redirect_uri="http://localhost:49152/cb")
    assert isinstance(arrival, Arrival) and arrival.url.startswith("http://localhost:49152/cb?code=")
    error_page(app.ask(redirect_uri="http://127.0.0.1:49152/cb"))


@pytest.mark.spec("RFC 9700", "2.1", "MUST")
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_a_web_client_comes_from_where_it_was_registered(host: str) -> None:
    app = signed_in(redirect_uri=f"http://{host}:8001/cb", auth_method="none", trusted=True)
    for port in (":8002", ""):
        error_page(app.ask(redirect_uri=f"http://{host}{port}/cb"))
    nothing_issued()
    assert isinstance(app.ask(), Arrival)
