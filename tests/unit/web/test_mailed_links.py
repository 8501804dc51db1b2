"""The token of a mailed link on its way from the URL to the form."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from idp.accounts import links
from idp.accounts.links import Purpose
from idp.web import mailed_links
from tests.factories.accounts import person

RESET = Purpose.RESET_PASSWORD
TOKEN = f"gl_{'A' * 43}"


def request(**cookies: str) -> HttpRequest:
    found = RequestFactory().get("/password/reset")
    found.COOKIES.update(cookies)
    return found


def test_the_token_leaves_the_url_for_a_cookie_that_scripts_and_other_sites_cannot_read() -> None:
    response = mailed_links.carry(RESET, TOKEN, "/password/reset")
    assert (response.status_code, response["Location"]) == (303, "/password/reset")
    assert response["Referrer-Policy"] == "no-referrer"
    cookie = response.cookies["gatehouse_link_reset_password"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (TOKEN, True, "Lax", 1800)


def test_under_https_the_cookie_belongs_to_this_host_alone(settings: Any) -> None:
    settings.IDP = settings.IDP.model_copy(update={"public_url": "https://id.example.org"})
    settings.LINK_COOKIE_NAME = "__Host-gatehouse_link"
    response = mailed_links.carry(RESET, TOKEN, "/password/reset")
    cookie = response.cookies["__Host-gatehouse_link_reset_password"]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
    mailed_links.drop(response, RESET)
    gone = response.cookies["__Host-gatehouse_link_reset_password"]
    assert gone["secure"] and gone["max-age"] == 0 and gone.value == ""


@pytest.mark.parametrize("text", ["", "gl_short", TOKEN + "x", "x; Domain=evil.example", "gl_" + "\u00e9" * 43])
def test_what_is_no_token_is_not_carried(text: str) -> None:
    response = mailed_links.carry(RESET, text, "/password/reset")
    assert response.status_code == 303 and not response.cookies


@pytest.mark.django_db
def test_a_link_is_carried_to_its_own_door_only() -> None:
    token = links.issue(person(), RESET, lifetime=timedelta(minutes=30))
    found = mailed_links.carried(request(gatehouse_link_reset_password=token), RESET)
    assert found is not None and links.spend(found)
    assert mailed_links.carried(request(gatehouse_link_reset_password=token), RESET) is None
    undo = links.issue(person(), Purpose.UNDO_EMAIL, lifetime=timedelta(minutes=30))
    assert mailed_links.carried(request(gatehouse_link_reset_password=undo), RESET) is None
    assert mailed_links.carried(request(), RESET) is None


def test_a_used_link_is_dropped() -> None:
    response = HttpResponse()
    mailed_links.drop(response, RESET)
    assert response.cookies["gatehouse_link_reset_password"].value == ""
