"""IN-01: letters that no keyboard has, in every field about a client: refused or shown faithfully, never a 5xx."""

import pytest

from tests.factories.people import make_rp
from tests.factories.web_forms import NEW, filled, make_admin, page_of, send

pytestmark = pytest.mark.django_db(transaction=True)
TEXTS = [
    "\x00",
    "\ufffe",
    "\ufeffa",
    "a\u0301" * 300,
    "\u202eabc",
    "\U0001f600" * 50,
    "٣" * 5,
    "x" * 5000,
    "-1",
    "9" * 30,
    "=cmd()",
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: ascii(text)[1:12])
def test_every_field_takes_it_or_refuses_it(text: str) -> None:
    browser, _ada = make_admin()
    own = f"/manage/clients/{make_rp().client_id}"
    forms = {
        (f"{NEW}?framework=flask", "save"): ("client_name", "redirect_uris", "post_logout_redirect_uris", "scope", "draft"),
        (f"{own}/edit", "save"): ("client_name", "redirect_uris", "scope", "version"),
        (f"{own}/secrets", "make"): ("label", "expires_on", "others", "remove", "even_last"),
        (f"{own}/claims", "show"): ("email", "scope"),
        (f"{own}/try", "try"): ("redirect_uri", "scope", "acr_values", "again"),
        (f"{own}?ask=delete", "confirm"): ("client_name", "action"),
    }
    for (path, button), names in forms.items():
        page = page_of(browser, path)
        for name in names:
            answer = send(browser, path.partition("?ask")[0], filled(page, button, **{name: text}))
            assert answer.status_code < 500, (path, name)


@pytest.mark.parametrize("text", ["%00", "%ff%fe", "%ef%bf%be", "a" * 3000, "%0d%0aX:y"])
def test_every_query_takes_it_or_refuses_it(text: str) -> None:
    browser, _ada = make_admin()
    own = f"/manage/clients/{make_rp().client_id}"
    for path in (
        f"{NEW}?framework=",
        f"{NEW}?type=",
        f"{own}?framework=",
        f"{own}?redirect_uri=",
        f"{own}?ask=",
        f"{own}/secrets?remove=",
    ):
        assert page_of(browser, path + text).status < 500, path
    assert page_of(browser, f"{own}/try/{text}").status < 500
