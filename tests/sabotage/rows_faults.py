"""What holds when mail, workers or the database fail, and the way to the mail server."""

from tests.sabotage.tree import Control

_MAIL = "idp/core/mail.py"
_OUTBOX = "idp/core/outbox.py"
_SMTP = "idp/core/smtp.py"
_RL_15 = "tests/faults/test_rl_15_mail_server_away.py"
_RL_16 = "tests/faults/test_rl_16_hostile_mail_server.py"
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
        "idp/settings/urls.py",
        'if parts.scheme == "smtp" and parts.username and',
        'if parts.scheme == "smtp" and parts.username == "" and',
        "tests/architecture/test_settings.py::test_a_wrong_value_is_named[IDP_EMAIL_URL-smtp://relay:pw@mail.example.org]",
    ),
    Control(
        "a server that dribbles is left",
        "idp/core/deadlines.py",
        "        connection.shutdown(socket.SHUT_RDWR)",
        "        connection.gettimeout()",
        f"{_TEST_SMTP}::test_a_server_that_dribbles_is_left",
    ),
    Control(
        "a page that announces a mail says that it may be late",
        _OUTBOX,
        'return _held_up(kind, "").filter(expires_at__gt=clock.now()).exists()',
        'return _held_up(kind, "").filter(expires_at__lt=clock.now()).exists()',
        f"{_RL_15}::test_each_page_that_announces_a_mail_says_so",
    ),
    Control(
        "what waited for the mail server goes when one has gone",
        _OUTBOX,
        "min(_backoff_seconds(entry), LOOK_AGAIN_SECONDS)",
        "_backoff_seconds(entry)",
        f"{_RL_15}::test_after_half_an_hour_all_goes_within_minutes_and_codes_that_are_over_do_not",
    ),
    Control(
        "while the mail server is away one mail looks",
        _MAIL,
        "    if breaker.is_open():\n        raise outbox.Away\n",
        "",
        f"{_RL_15}::test_while_it_is_away_one_mail_looks_and_the_others_do_not",
    ),
    Control(
        "a mail that is refused for good is not tried again",
        _MAIL,
        "if all(500 <= code < 600 for code in codes):",
        "if all(600 <= code < 700 for code in codes):",
        f"{_RL_16}::test_refused_for_good_it_is_tried_once_and_recorded",
    ),
    Control(
        "a server that refuses everybody loses no mail",
        _MAIL,
        "except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:",
        "except smtplib.SMTPSenderRefused as error:\n        raise outbox.PermanentFailure from error\n"
        "    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:",
        f"{_RL_16}::test_what_the_server_says_of_itself_loses_no_mail",
    ),
    Control(
        "the console does not lower what a file demands of a group",
        "idp/accounts/groups.py",
        "if named_by_people or set(changed) & set(group.file_fields):",
        "if named_by_people:",
        "tests/integration/operations/test_file_ownership.py"
        "::test_the_console_shows_and_locks_a_group_of_the_file_until_it_is_released",
    ),
    Control(
        "a secret is ended at its own client only",
        "idp/operations/client_secrets.py",
        "ClientSecret.objects.filter(client=client, pk=number).first()",
        "ClientSecret.objects.filter(pk=number).first()",
        "tests/integration/operations/test_client.py::test_a_secret_is_ended_at_its_own_client_only",
    ),
    Control(
        "a lost connection is not taken for a lost conflict",
        "idp/core/transactions.py",
        "error.args[0] in {DEADLOCK, LOCK_WAIT}",
        "error.args[0] != 1062",
        "tests/unit/core/test_transactions.py::test_what_failed_otherwise_is_not_run_again",
    ),
    Control(
        "a part of a transaction is not repeated",
        "idp/core/transactions.py",
        "range(0 if connection.in_atomic_block else TRIES - 1)",
        "range(TRIES - 1)",
        "tests/unit/core/test_transactions.py::test_a_part_of_a_transaction_is_not_run_again_and_a_durable_one_is_no_part",
    ),
)
