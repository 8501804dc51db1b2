"""What holds when mail, workers or the database fail, and the way to the mail server."""

from tests.sabotage.tree import Control

_SMTP = "idp/core/smtp.py"
_TEST_SMTP = "tests/unit/core/test_smtp.py"

FAULTS = (
    Control(
        "the certificate of the mail server is verified",
        _SMTP,
        "server.sock = ssl.create_default_context().wrap_socket(",
        "server.sock = ssl._create_unverified_context().wrap_socket(",
        f"{_TEST_SMTP}::test_a_certificate_that_is_not_the_servers[of an authority that nobody knows-smtps]",
    ),
    Control(
        "the certificate of the mail server is verified after STARTTLS",
        _SMTP,
        "server.starttls(context=ssl.create_default_context())",
        "server.starttls(context=ssl._create_unverified_context())",
        f"{_TEST_SMTP}::test_a_certificate_that_is_not_the_servers[of another host-smtp+starttls]",
    ),
    Control(
        "without STARTTLS no password is said",
        _SMTP,
        'if scheme == "smtp+starttls":',
        'if scheme == "smtp+starttls" and server.ehlo() and server.has_extn("starttls"):',
        f"{_TEST_SMTP}::test_without_starttls_nothing_more_is_said",
    ),
    Control(
        "a password for the mail server needs TLS",
        "idp/settings/schema.py",
        'if parts.scheme == "smtp" and parts.username and',
        'if parts.scheme == "smtp" and parts.username == "" and',
        "tests/architecture/test_settings.py::test_a_wrong_value_is_named[IDP_EMAIL_URL-smtp://relay:pw@mail.example.org]",
    ),
    Control(
        "a server that dribbles is left",
        _SMTP,
        "        connection.shutdown(socket.SHUT_RDWR)",
        "        connection.gettimeout()",
        f"{_TEST_SMTP}::test_a_server_that_dribbles_is_left",
    ),
)
