"""CO-04: nothing that an address can carry skips the question. M6; OpenID Connect Core §3.1.2.1."""

import pytest

from idp.oidc.models import Grant
from tests.rp import Arrival, Page
from tests.security.signed_in import signed_in

pytestmark = pytest.mark.django_db
TRICKS = {
    "approval_prompt": "auto",
    "skip": "1",
    "skip_authorization": "true",
    "allow": "Authorize",
    "decision": "allow",
    "consent": "1",
    "trusted": "true",
    "prompt": "login consent",
}


@pytest.mark.parametrize("name", TRICKS)
def test_unknown_parameters_have_no_effect(name: str) -> None:
    alice = signed_in(trusted=False, auth_method="none")
    page = alice.ask(**{name: TRICKS[name]})
    assert isinstance(page, Page) and page.slug == ("login" if name == "prompt" else "consent")
    assert Grant.objects.count() == 0


@pytest.mark.spec("OpenID Connect Core", "3.1.2.1", "MUST")
@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("extra", [{}, {"approval_prompt": "auto"}])
def test_prompt_consent_always_asks(trusted: bool, extra: dict[str, str]) -> None:
    alice = signed_in(trusted=trusted)
    for _ in range(2):
        page = alice.ask(prompt="consent", **extra)
        assert isinstance(page, Page) and page.slug == "consent"
        assert isinstance(alice.browser.submit(page, decision="allow"), Arrival)


@pytest.mark.spec("OpenID Connect Core", "3.1.2.6", "MUST")
def test_prompt_none_does_not_take_silence_for_a_yes() -> None:
    arrival = signed_in(trusted=False).ask(prompt="none")
    assert isinstance(arrival, Arrival) and arrival.parameters["error"] == "consent_required"
    assert Grant.objects.count() == 0
