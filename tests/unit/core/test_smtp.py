"""The connection to the mail server: TLS where the URL says so or not at all, and an end in time."""

import smtplib
import ssl
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from idp.core import smtp
from tests.services.certificates import Authority
from tests.services.mail_server import PASSWORD, USER, Files, scripted, serving

SIGNED_IN = f"{USER}:{quote(PASSWORD, safe='')}@"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def certificate(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Files:
    """Of localhost, by an authority that this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    return authority.sign("localhost")


def say_hello(url: str) -> None:
    with smtp.connect(url) as server:
        server.sendmail("gatehouse@localhost", ["ada@example.org"], b"Subject: hello\r\n\r\nhello\r\n")


def test_starttls_and_only_then_the_password(certificate: Files) -> None:
    with serving(starttls=certificate, auth=True) as server:
        say_hello(f"smtp+starttls://{SIGNED_IN}localhost:{server.port}")
    assert [mail["Subject"] for mail in server.mails] == ["hello"]
    assert server.passwords == [(PASSWORD, True)]


def test_tls_from_the_first_byte(certificate: Files) -> None:
    with serving(tls=certificate, auth=True) as server:
        say_hello(f"smtps://{SIGNED_IN}localhost:{server.port}")
    assert len(server.mails) == 1
    assert server.passwords == [(PASSWORD, True)]


def test_a_relay_in_the_clear(certificate: Files) -> None:
    with serving() as server:
        say_hello(f"smtp://localhost:{server.port}")
        assert len(server.mails) == 1
    with serving(starttls=certificate) as server, pytest.raises(smtplib.SMTPSenderRefused):
        say_hello(f"smtp://localhost:{server.port}")


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
@pytest.mark.parametrize("fault", ["of an authority that nobody knows", "of another host", "of yesterday"])
def test_a_certificate_that_is_not_the_servers(
    authority: Authority, certificate: Files, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str, fault: str
) -> None:
    shown = {
        "of an authority that nobody knows": Authority(tmp_path).sign("localhost"),
        "of another host": authority.sign("mail.example.org"),
        "of yesterday": authority.sign("localhost", age=timedelta(days=2)),
    }[fault]
    given = {"tls": shown} if scheme == "smtps" else {"starttls": shown}
    with serving(auth=True, **given) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            say_hello(f"{scheme}://{SIGNED_IN}localhost:{server.port}")
        assert not server.passwords and not server.mails


@pytest.mark.parametrize("said", [b"220 hello\r\n250 localhost\r\n", b"220 hello\r\n250-localhost\r\n250 AUTH PLAIN\r\n"])
def test_without_starttls_nothing_more_is_said(said: bytes) -> None:
    """What strips STARTTLS from the answer, as a listener on the wire would, gets no password and no mail."""
    with scripted(said) as (port, heard), pytest.raises(smtplib.SMTPNotSupportedError):
        say_hello(f"smtp+starttls://{SIGNED_IN}localhost:{port}")
    assert heard[0].startswith(b"ehlo ")
    assert not [line for line in heard if line[:4].upper() in {b"AUTH", b"MAIL"}]


def test_starttls_that_is_refused_is_no_clear_text() -> None:
    said = b"220 hello\r\n250-localhost\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n454 not now\r\n"
    with scripted(said) as (port, heard), pytest.raises(smtplib.SMTPResponseException) as refused:
        say_hello(f"smtp+starttls://{SIGNED_IN}localhost:{port}")
    assert refused.value.smtp_code == 454
    assert not [line for line in heard if line[:4].upper() in {b"AUTH", b"MAIL"}]


DRIBBLED = b"\x16\x03\x03\x3f\xff" + bytes(200)  # the head of a long TLS record, and of its body what comes in ten seconds


@pytest.mark.parametrize(
    ("scheme", "said", "then"),
    [
        ("smtp", b"", b"220-and so on\r\n" * 20),
        ("smtps", b"", DRIBBLED),
        ("smtp+starttls", b"220 hello\r\n250-localhost\r\n250 STARTTLS\r\n220 go ahead\r\n", DRIBBLED),
    ],
)
def test_a_server_that_dribbles_is_left(monkeypatch: pytest.MonkeyPatch, scheme: str, said: bytes, then: bytes) -> None:
    monkeypatch.setattr(smtp, "WHOLE_SECONDS", 1)
    started = time.monotonic()
    with scripted(said, then=then) as (port, _), pytest.raises((OSError, smtplib.SMTPException)):
        say_hello(f"{scheme}://localhost:{port}")
    assert time.monotonic() - started < 4
