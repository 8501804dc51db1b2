"""IR-04: introspection after all was ended at once: by the person, or by the deployment. Source: CVE-2026-8922."""

import pytest

from idp.lifecycle import sign_out
from idp.sessions.models import Deployment
from tests.factories.oidc import make_party
from tests.security.grants import gone, good

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scope", ["openid", "openid offline_access"])
def test_the_person_signs_out_everywhere(scope: str) -> None:
    party, bystander = make_party(), make_party()
    tokens, others = party.sign_in(scope=scope), bystander.sign_in()
    sign_out.everywhere(party.user, "signed out by the person")
    gone(party, tokens)
    good(bystander, others)


def test_the_deployment_s_epoch_rises() -> None:
    parties = [make_party(), make_party("s3cret")]
    issued = [party.sign_in(scope="openid offline_access") for party in parties]
    Deployment.objects.update_or_create(pk=1, defaults={"epoch": 1})
    for party, tokens in zip(parties, issued, strict=True):
        gone(party, tokens)
