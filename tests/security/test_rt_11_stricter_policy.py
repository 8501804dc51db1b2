"""RT-11, security rule 7: what was granted by a weaker sign-in ends when deployment, group or client demands a stronger one."""

from collections.abc import Callable
from typing import Any

import pytest

from idp.accounts.models import Group
from idp.audit.events import Action
from idp.audit.models import Event
from tests.factories.oidc import Party, body, change_client, make_client, make_session, make_user
from tests.security.grants import gone, good
from tests.security.sign_ins import policy
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
REASON = "the sign-in proved less than is demanded now"


def signed_in(acr: str = "2fa-email") -> Party:
    user = make_user()
    return Party(client=make_client("s3cret"), secret="s3cret", user=user, session=make_session(user, acr=acr))


def join(party: Party, *mfa_policies: str) -> None:
    for mfa_policy in mfa_policies:
        party.user.groups.add(Group.objects.create(name=f"demands {mfa_policy}", mfa_policy=mfa_policy))


def _deployment(party: Party, settings: Any) -> None:
    policy(settings, mfa_policy="mfa")


STRICTER: dict[str, Callable[[Party, Any], object]] = {
    "group": lambda party, _: join(party, "", "required", "mfa"),
    "client": lambda party, _: change_client(party.client, minimum_acr="mfa"),
    "deployment": _deployment,
}


@pytest.mark.parametrize("scope", ["openid", "openid offline_access"], ids=["session", "offline"])
@pytest.mark.parametrize("become", STRICTER.values(), ids=STRICTER)
def test_nothing_is_good_for_anything_anywhere(become: Callable[[Party, Any], object], scope: str, settings: Any) -> None:
    party = signed_in()
    tokens = party.sign_in(scope=scope)
    become(party, settings)
    gone(party, tokens)
    assert Event.objects.filter(action=Action.TOKEN_REFUSE, detail__why=REASON).exists()


def test_a_code_from_before_is_not_redeemed() -> None:
    party = signed_in()
    code = party.code()
    join(party, "mfa")
    refused_at_token(party.redeem(code))


def test_it_stays_while_the_sign_in_proved_enough() -> None:
    strong, weak = signed_in("mfa"), signed_in()
    tokens, others = strong.sign_in(scope="openid offline_access"), weak.sign_in()
    join(strong, "mfa")
    join(weak, "required")
    good(strong, tokens)
    good(weak, others)
    assert strong.refresh(tokens["refresh_token"]).status_code == 200
    assert weak.refresh(others["refresh_token"]).status_code == 200


def test_an_acr_reported_lower_on_request_hides_no_proof() -> None:
    party = signed_in("mfa")
    tokens = party.sign_in()
    party.user.grants.update(acr="2fa-email")
    join(party, "mfa")
    assert body(party.refresh(tokens["refresh_token"]))["access_token"]


def test_who_leaves_the_group_goes_on() -> None:
    party = signed_in()
    tokens = party.sign_in(scope="openid offline_access")
    join(party, "mfa", "required")
    refused_at_token(party.refresh(tokens["refresh_token"]))
    party.user.groups.clear()
    assert party.refresh(tokens["refresh_token"]).status_code == 200


def test_others_are_not_concerned() -> None:
    party, member = signed_in(), signed_in()
    tokens = party.sign_in()
    join(member, "mfa")
    good(party, tokens)
