"""AP-06: once shown, no page about a client gives its secret or its digest back, to an administrator neither."""

import pytest

from idp.clients.models import ClientSecret
from tests.factories.web_forms import client_of, make_admin, page_of, press, register, text_at
from tests.integration.operations.terminal import run

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_page_and_no_export_holds_it() -> None:
    browser, ada = make_admin()
    page = register(browser, "web")
    first, client = text_at(page, "client-secret"), client_of(page)
    second = text_at(press(browser, page_of(browser, f"{page.path}/secrets"), "make", others="keep"), "client-secret")
    assert first and second and first != second
    pk = ClientSecret.objects.order_by("pk").values_list("pk", flat=True).first()
    ways = [
        "",
        "/edit",
        "/secrets",
        f"/secrets?remove={pk}",
        "/claims",
        "/try",
        "?ask=delete",
        "?ask=disable",
        "?framework=apache",
    ]
    told = [page_of(browser, f"{page.path}{way}").response.content.decode() for way in ways]
    told += [
        press(browser, page_of(browser, f"{page.path}/claims"), "show", email=ada.email).response.content.decode(),
        run("export"), run("export", "--json"), run("client", "show", client.client_id),
    ]  # fmt: skip
    digests = list(ClientSecret.objects.values_list("secret_hash", flat=True))
    assert len(digests) == 2
    for text in told:
        assert not [hidden for hidden in (first, second, *digests) if hidden in text]


def test_a_page_that_showed_it_is_not_kept_by_the_browser() -> None:
    browser, _ada = make_admin()
    assert register(browser, "web").response["Cache-Control"] == "no-store"
