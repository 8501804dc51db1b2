"""AC-10: our pages do not tell other hosts where they were; nobody caches the answer that carries a code. RFC 9700 §4.2.4."""

import pytest

from tests.rp import Arrival, Browser, Page
from tests.security.signed_in import signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.spec("RFC 9700", "4.2.4", "SHOULD")
def test_pages_and_redirects_carry_the_policy() -> None:
    alice = signed_in()
    login = alice.rp.begin().open(Browser())
    wrong = alice.ask(redirect_uri="https://evil.example/")
    form = alice.ask(response_mode="form_post")
    arrival = alice.ask()
    assert isinstance(login, Page) and isinstance(form, Arrival) and isinstance(arrival, Arrival)
    for answer in (login.response, wrong.response, form.response, arrival.response):
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cache-Control"] == "no-store"


def test_no_page_loads_anything_from_elsewhere() -> None:
    login = signed_in().rp.begin().open(Browser())
    assert isinstance(login, Page)
    addresses = [tag.get("src") or tag.get("href") for tag in login.soup.find_all(["img", "script", "link", "iframe"])]
    assert addresses and all(address.startswith(("/", "data:")) for address in addresses)
