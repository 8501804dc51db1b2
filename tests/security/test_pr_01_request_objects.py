"""PR-01: what we cannot read we refuse by its name, and never fetch it. OpenID Connect Core §3.1.2.6."""

import socket
from typing import NoReturn

import pytest

from tests.security.signed_in import signed_in
from tests.security.standing import nothing_issued, refused_at_client

pytestmark = pytest.mark.django_db


@pytest.mark.spec("OpenID Connect Core", "3.1.2.6", "MUST")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("request", "eyJhbGciOiJub25lIn0.eyJyZWRpcmVjdF91cmkiOiJodHRwczovL2V2aWwuZXhhbXBsZSJ9."),
        ("request", "x" * 20_000),
        ("request_uri", "https://evil.example/request.jwt"),
        ("request_uri", "http://169.254.169.254/latest/meta-data"),
        ("request_uri", "urn:ietf:params:oauth:request_uri:abc"),
        ("request_uri", "file:///etc/passwd"),
        ("registration", '{"redirect_uris":["https://evil.example/"]}'),
    ],
    ids=["unsigned", "20 kB", "https", "metadata", "urn", "file", "registration"],
)
def test_refused_by_name_without_a_fetch(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object) -> NoReturn:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "getaddrinfo", connect)
    monkeypatch.setattr(socket.socket, "connect", connect)
    alice = signed_in()
    flow = alice.rp.begin(**{name: value})
    refused_at_client(flow.open(alice.browser), flow, f"{name}_not_supported")
    nothing_issued()


def test_discovery_offers_neither() -> None:
    document = signed_in().rp.http.get("/.well-known/openid-configuration").json()
    assert document["request_parameter_supported"] is False
    assert document["request_uri_parameter_supported"] is False
    assert "pushed_authorization_request_endpoint" not in document
