"""AC-08: what ends a sign-in ends the code that came from it, also when a process still holds old copies. ASVS 7.4.2."""

from collections.abc import Callable

import pytest

from idp.accounts.models import User
from idp.clients.models import Client
from idp.lifecycle import sign_out
from idp.oidc.models import Grant
from idp.sessions import services as sessions
from idp.sessions.models import Deployment
from tests.factories.oidc import change_client
from tests.security.signed_in import SignedIn, signed_in
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db


def client(alice: SignedIn) -> Client:
    return Client.objects.get(client_id=alice.rp.client_id)


ENDS: dict[str, tuple[Callable[[SignedIn], object], str]] = {
    "signed out here": (lambda alice: sessions.end(alice.session, "signed out"), "invalid_grant"),
    "signed out everywhere": (lambda alice: sign_out.everywhere(alice.user, "test"), "invalid_grant"),
    "this browser signed out by the person": (lambda alice: sign_out.one(alice.user, alice.session.sid), "invalid_grant"),
    "other browsers signed out": (lambda alice: sign_out.others(alice.user, keep=None), "invalid_grant"),
    "person deactivated": (lambda alice: User.objects.filter(pk=alice.user.pk).update(is_active=False), "invalid_grant"),
    "restored from a backup": (lambda alice: Deployment.objects.create(epoch=1), "invalid_grant"),
    "redirect_uri removed": (
        lambda alice: change_client(client(alice), redirect_uris="https://rp.example/other"),
        "invalid_grant",
    ),
    "grant type removed": (
        lambda alice: change_client(client(alice), grant_types=["client_credentials"]),
        "unauthorized_client",
    ),
    "scopes removed": (lambda alice: change_client(client(alice), scope="phone"), "invalid_scope"),
    "client disabled": (lambda alice: change_client(client(alice), enabled=False), "invalid_client"),
    "client deleted": (lambda alice: client(alice).delete(), "invalid_grant"),  # with its grants, and this process knows it yet
}


@pytest.mark.parametrize(("end", "error"), ENDS.values(), ids=ENDS.keys())
def test_the_code_is_worth_nothing(end: Callable[[SignedIn], object], error: str) -> None:
    alice = signed_in(auth_method="none")
    flow, code = alice.code()
    end(alice)
    refused_at_token(flow.redeem(code), error, 401 if error == "invalid_client" else 400)
    assert not Grant.objects.exclude(activated_at=None).exists()


def test_offline_access_does_not_outlive_a_sign_out_before_the_exchange() -> None:
    alice = signed_in(auth_method="none")
    flow, code = alice.code(scope="openid offline_access")
    sign_out.everywhere(alice.user, "test")
    refused_at_token(flow.redeem(code))
