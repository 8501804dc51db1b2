"""RT-14: whoever reads a dump of the database finds nothing in it to present anywhere. Source: ASVS 13.3.1; DOT."""

import pytest
from django.conf import settings
from django.db import connection

from idp.core import outbox
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page
from tests.security.standing import no_secret_in

pytestmark = pytest.mark.django_db


def dump() -> str:
    """Every value of every table."""
    lines: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [repr(row) for row in cursor.fetchall()]
    return "\n".join(lines)


def test_nothing_live_stands_in_clear() -> None:
    ada, bob, browser, rp = make_person(totp=True), make_person(), Browser(), make_rp(auth_method="client_secret_post")
    saved = list(ada.recovery_codes)
    tokens = rp.begin().tokens(browser, ada)
    waiting = bob.walk(Browser(), rp.begin().open(Browser()), until="mfa-email")
    unspent = rp.begin().open(browser)
    assert isinstance(unspent, Arrival)
    cookies = [browser.http.cookies[name].value for name in (settings.SESSION_COOKIE_NAME, settings.BROWSER_COOKIE_NAME)]
    text = dump()
    assert ada.email in text and tokens["refresh_token"].split(".")[0].removeprefix("rt_") in text  # it is the right dump
    assert isinstance(waiting, Page)
    no_secret_in(
        text,
        tokens["access_token"],
        tokens["refresh_token"],
        tokens["refresh_token"].rsplit(".", 1)[1],
        tokens["id_token"],
        unspent.parameters["code"],
        rp.client_secret,
        *cookies,
        ada.totp_secret,
        ada.password,
        *saved,
        *(code.replace("-", "") for code in saved),
    )


def test_a_mailed_code_stands_in_clear_neither_before_nor_after_it_is_sent() -> None:
    bob, browser, rp = make_person(), Browser(), make_rp()
    place = bob.walk(browser, rp.begin().open(browser), until="mfa-email")
    assert isinstance(place, Page) and place.slug == "mfa-email"
    before = dump()
    code = bob.mailed_code()
    outbox.drain()
    no_secret_in(before, f"'{code}'", f'"{code}"', f" {code}")
    no_secret_in(dump(), f"'{code}'", f'"{code}"', f" {code}")
