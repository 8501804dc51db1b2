"""CA-15: a secret that another process removed is dead here too, although this one has parsed the client before."""

import pytest

from idp.clients import client_secrets, registry
from idp.clients.models import ClientSecret
from tests.factories.oidc import Party, add_secret, make_party
from tests.security.standing import refused_at_token

pytestmark = pytest.mark.django_db
FORM = {"grant_type": "client_credentials"}


@pytest.fixture
def party(monkeypatch: pytest.MonkeyPatch) -> Party:
    """A client whose secret was removed behind the back of this process's cache."""
    party = make_party("old secret", grant_types=["client_credentials"], scope="read")
    add_secret(party.client, "new secret")
    assert party.post("token", FORM).status_code == 200  # parsed, and kept
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(registry, "forget", lambda client_id="": None)
        old = ClientSecret.objects.get(client=party.client, hint="cret", secret_hash__isnull=False, pk=_first(party))
        client_secrets.revoke(party.client, old, actor="admin")
    return party


def _first(party: Party) -> int:
    found = party.client.secrets.order_by("pk").values_list("pk", flat=True).first()
    assert found is not None
    return found


def test_it_is_dead_at_every_door(party: Party) -> None:
    refused_at_token(party.post("token", FORM), "invalid_client", 401)
    for door in ("introspect", "revoke"):
        assert party.post(door, {"token": "x"}).status_code == 401


def test_the_other_one_works(party: Party) -> None:
    party.secret = "new secret"
    assert party.post("token", FORM).status_code == 200
