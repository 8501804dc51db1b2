"""RU-10: an app's own scheme is compared as written. RFC 8252 §7.1."""

import pytest

from tests.rp import Arrival
from tests.security.signed_in import signed_in
from tests.security.standing import error_page, nothing_issued

pytestmark = pytest.mark.django_db
REGISTERED = "com.example.app:/cb"


@pytest.mark.parametrize(
    "uri",
    ["com.example.app://cb", "com.example.app:cb", "com.example.app:///cb", "com.example.APP:/cb", "com.example.app2:/cb"],
)
def test_another_spelling_is_refused(uri: str) -> None:
    app = signed_in(redirect_uri=REGISTERED, auth_method="none", application_type="native")
    error_page(app.ask(redirect_uri=uri))
    nothing_issued()


def test_the_registered_spelling_arrives() -> None:
    arrival = signed_in(redirect_uri=REGISTERED, auth_method="none", application_type="native").ask()
    assert isinstance(arrival, Arrival) and arrival.url.startswith(f"{REGISTERED}?code=")
