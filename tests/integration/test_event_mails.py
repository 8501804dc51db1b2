"""Each security event leaves one mail to its owner, from the door that causes it. Acceptance statement E10."""

from typing import Any

import pytest

from idp.accounts.models import User
from idp.core.models import OutboxEntry
from tests.factories.account_api import give_app, make_caller, make_person
from tests.factories.people import make_person as make_signer
from tests.factories.people import make_rp
from tests.rp import Arrival, Browser

pytestmark = pytest.mark.django_db(transaction=True)


def mails(email: str) -> list[str]:
    """The templates queued for an address, in order; the text of each is tested by itself."""
    queued = OutboxEntry.objects.filter(kind="mail", payload__to=email).order_by("pk")
    return [entry.payload["template"] for entry in queued]


def test_adding_and_removing_an_app_and_new_codes() -> None:
    caller = make_caller(acr="mfa")
    _pending, confirmed = caller.enrol()
    caller.call("POST", "me/recovery-codes")
    caller.call("DELETE", f"me/authenticators/{confirmed.json()['authenticator']['id']}")
    assert mails(caller.user.email) == ["two_step_on", "recovery_renewed", "two_step_off"]
    told = [entry.payload["context"] for entry in OutboxEntry.objects.filter(kind="mail").order_by("pk")]
    assert [context.get("label") for context in told] == ["phone", None, "phone"]


def test_the_mail_is_in_the_person_s_language_and_names_the_caller() -> None:
    caller = make_caller(make_person(locale="fr"), acr="mfa")
    give_app(caller.user)
    OutboxEntry.objects.all().delete()
    caller.call("POST", "me/recovery-codes", user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0")
    (entry,) = OutboxEntry.objects.filter(kind="mail")
    assert (entry.payload["locale"], entry.payload["context"]["device"]) == ("fr", "Firefox on Linux")


def test_leaving_and_staying() -> None:
    caller = make_caller()
    caller.call("POST", "me/deletion")
    again = make_caller(User.objects.get(pk=caller.user.pk))
    again.call("DELETE", "me/deletion")
    assert mails(caller.user.email) == ["deletion_asked", "deletion_cancelled"]


@pytest.mark.parametrize(
    ("mode", "scope", "is_told"),
    [
        ("off", "openid offline_access", False),
        ("offline", "openid email", False),
        ("offline", "openid offline_access", True),
        ("all", "openid email", True),
    ],
)
def test_a_connected_app_is_told_of_where_the_deployment_wants_it(settings: Any, mode: str, scope: str, is_told: bool) -> None:
    settings.IDP = settings.IDP.model_copy(update={"connected_app_mail": mode})
    alice, rp, browser = make_signer(totp=True), make_rp(), Browser()
    arrival = alice.walk(browser, rp.begin(scope=scope, prompt="consent").open(browser))
    assert isinstance(arrival, Arrival)
    assert ("app_connected" in mails(alice.email)) is is_told
    again = rp.begin(scope=scope, prompt="consent").open(browser)
    assert isinstance(alice.walk(browser, again), Arrival)
    assert mails(alice.email).count("app_connected") == int(is_told)  # what was allowed before is no news
