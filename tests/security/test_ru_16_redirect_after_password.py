"""RU-16: no redirect makes the browser send a password or a code again: every one after a POST is a 303. RFC 9700 §4.12."""

import pytest
from django.http import HttpResponse

from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page

pytestmark = pytest.mark.django_db(transaction=True)


class Watched(Browser):
    """A browser that notes how each of its POSTs was answered."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[int] = []

    def follow(self, response: HttpResponse, path: str) -> Page | Arrival:
        if response.wsgi_request.method == "POST":
            self.answers.append(response.status_code)
        return super().follow(response, path)


@pytest.mark.spec("RFC 9700", "4.12", "MUST")
def test_password_code_and_consent_are_each_answered_by_303() -> None:
    browser, seen = Watched(), list[str]()
    arrival = make_rp().begin().sign_in(browser, make_person(totp=True), seen=seen)
    assert seen == ["login", "mfa-totp", "consent"]
    assert browser.answers == [303, 303, 303]
    assert arrival.response.status_code == 303


def test_so_is_a_request_that_came_by_post() -> None:
    rp, browser = make_rp(), Watched()
    place = browser.post("/oauth2/authorize", rp.begin().parameters, origin="https://rp.example")
    assert isinstance(place, Page) and place.slug == "login"
    browser.submit(place, username="nobody@example.org", password="wrong password")
    assert browser.answers == [303, 422]
