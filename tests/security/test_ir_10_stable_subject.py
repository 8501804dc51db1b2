"""IR-10: ``sub`` is the same everywhere and for ever, whatever else of a person changes. Source: OpenID Connect Core §5.3.2."""

import pytest

from idp.accounts.models import User
from idp.core import clock
from tests.factories.oidc import body, claims_of, make_party, make_user
from tests.security.grants import introspected

pytestmark = pytest.mark.django_db


@pytest.mark.spec("OpenID Connect Core", "5.3.2", "MUST")
def test_id_token_access_token_userinfo_and_introspection_agree_across_renames() -> None:
    party = make_party()
    before = party.sign_in(scope="openid email profile")
    address = "renamed@example.org"
    User.objects.filter(pk=party.user.pk).update(name="Grace", email=address, email_canonical=address, updated_at=clock.now())
    after = party.sign_in(scope="openid email profile")
    info = body(party.userinfo(after["access_token"]))
    assert (info["email"], info["name"]) == (address, "Grace")
    subs = {claims_of(tokens[kind])["sub"] for tokens in (before, after) for kind in ("id_token", "access_token")}
    assert subs == {info["sub"]} == {introspected(after["access_token"])["sub"]} == {party.user.sub}


def test_it_is_no_number_no_address_and_never_given_again() -> None:
    first = make_user(email="once@example.org")
    sub = first.sub
    first.delete()
    second = make_user(email="once@example.org")
    assert second.sub != sub
    assert len(sub) >= 22
    assert not sub.isdigit()
    assert "once" not in sub
