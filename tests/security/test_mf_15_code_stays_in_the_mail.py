"""MF-15: the mailed code is looked for in every answer, header and cookie. Zitadel CVE-2026-105211 sent it along."""

import pytest

from idp.accounts.models import Challenge
from idp.audit.models import Event
from idp.core.models import OutboxEntry
from tests.factories.people import make_person
from tests.rp import Browser
from tests.security.sign_ins import at, half_session
from tests.security.standing import no_secret_in

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_answer_header_cookie_or_row_shows_the_code(capfd: pytest.CaptureFixture[str]) -> None:
    bob, browser = make_person(), Browser()
    page = half_session(browser, bob)
    entry = OutboxEntry.objects.get(kind="mail")
    rows = [
        entry.payload,
        entry.sealed,
        *Event.objects.values_list("reason", "detail"),
        *Challenge.objects.values_list("address"),
    ]
    code = bob.mailed_code()
    pages = [page, *(at(browser, page, slug) for slug in ("mfa-email", "mfa", "login", "mfa-email"))]
    pages.append(browser.submit(page, code="no code"))
    for shown in pages:
        no_secret_in(shown.response.content.decode().replace(browser.http.cookies["gatehouse_browser"].value, ""), code)
        no_secret_in(str(shown.response.headers).replace(shown.response["X-Request-Id"], ""), code)
    no_secret_in(
        " ".join(cookie.value for name, cookie in browser.http.cookies.items() if name != "gatehouse_browser") or "-", code
    )
    no_secret_in(repr(rows), code)
    entry.refresh_from_db()
    assert entry.done_at is not None and entry.sealed == ""  # wiped when it was sent
    logged = capfd.readouterr()
    no_secret_in(logged.out + logged.err or "-", code)
