"""The key ring at the start: a key that is missing or has other bytes stops it, a new first key does not. RL-43 (our own)."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError
from django.test import Client

from idp.core import canaries
from idp.core.models import RingKey
from idp.lifecycle import stored_secrets
from idp.mfa.models import Authenticator
from idp.oidc import keys
from idp.oidc.models import SigningKey
from idp.operations import doctor, fitness
from tests.factories.people import make_person
from tests.integration.operations.terminal import refused, run

pytestmark = pytest.mark.django_db
HOST = {"host": "localhost:8000"}
Ring = dict[str, bytes]


def set_ring(settings: Any, ring: Ring) -> None:
    settings.IDP = settings.IDP.model_copy(update={"encryption_keys": ring})
    keys.forget()


@pytest.fixture
def old(settings: Any) -> Iterator[Ring]:
    """The ring of a deployment that has run."""
    fitness.require()
    keys.ensure()
    make_person(totp=True)
    yield dict(settings.IDP.encryption_keys)
    keys.forget()


def says_ready() -> bool:
    return bool(Client(headers=HOST).get("/readyz").json()["keys"])


def new_key() -> Ring:
    return {"new": secrets.token_bytes(32)}


def test_a_new_first_key_is_fit_at_once_and_noted(settings: Any, old: Ring) -> None:
    set_ring(settings, new_key() | old)
    fitness.require()
    assert says_ready() and doctor.examine(["keys"])[0].ok
    assert set(RingKey.objects.values_list("key_id", flat=True)) == {*old, "new"}


@pytest.mark.parametrize("kind", ["missing", "changed"])
def test_a_key_that_is_missing_or_has_other_bytes_stops_the_start_at_every_door(settings: Any, old: Ring, kind: str) -> None:
    name = next(iter(old))
    set_ring(settings, new_key() if kind == "missing" else {name: secrets.token_bytes(32)})
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    for command in (("serve",), ("worker",), ("user", "list"), ("keys", "rotate")):
        refusal = refused(*command, *(("--skip-checks",) if command == ("serve",) else ()))
        assert refusal.code == 78, command
        assert name in refusal.words and "IDP_ENCRYPTION_KEYS" in refusal.words
    assert set(RingKey.objects.values_list("key_id", flat=True)) == set(old)  # nothing was noted of the wrong ring


@pytest.mark.parametrize("kind", ["missing", "changed"])
def test_readiness_and_the_doctor_say_so(settings: Any, old: Ring, kind: str) -> None:
    name = next(iter(old))
    set_ring(settings, new_key() if kind == "missing" else {name: secrets.token_bytes(32)})
    assert not says_ready()
    finding = doctor.examine(["keys"])[0]
    assert not finding.ok and name in finding.words and finding.remedy


@pytest.mark.parametrize("kind", ["missing", "changed"])
def test_a_key_that_sealed_nothing_yet_is_looked_for_too(settings: Any, old: Ring, kind: str) -> None:
    set_ring(settings, new_key() | old)
    fitness.require()
    set_ring(settings, old if kind == "missing" else new_key() | old)
    assert "the ring key new" in refused("keys", "list").words


def test_before_there_were_canaries_what_is_stored_tells(settings: Any, old: Ring) -> None:
    RingKey.objects.all().delete()
    set_ring(settings, new_key())
    with pytest.raises(CommandError, match="signing key"):
        fitness.require()
    SigningKey.objects.all().delete()
    with pytest.raises(CommandError, match="authenticators are sealed"):
        fitness.require()
    Authenticator.objects.all().delete()
    fitness.require()


def test_a_key_may_be_given_up_once_it_is_out_of_the_ring_and_signs_nothing(settings: Any, old: Ring) -> None:
    name = next(iter(old))
    assert "out of IDP_ENCRYPTION_KEYS" in refused("keys", "drop-ring-key", name).words
    set_ring(settings, new_key())
    assert "signing keys" in refused("keys", "drop-ring-key", name).words
    SigningKey.objects.all().delete()
    assert "1 authenticator" in run("keys", "drop-ring-key", name)
    fitness.require()
    assert refused("keys", "drop-ring-key", name).code == 1
    assert canaries.dropped() == {name} and stored_secrets.are_readable()


def test_a_key_that_was_given_up_and_is_back_is_needed_as_before(settings: Any, old: Ring) -> None:
    name = next(iter(old))
    set_ring(settings, new_key())
    SigningKey.objects.all().delete()
    run("keys", "drop-ring-key", name)
    set_ring(settings, new_key() | {name: secrets.token_bytes(32)})
    assert "other bytes" in refused("keys", "list").words  # a name belongs to its bytes for good
    set_ring(settings, new_key() | old)
    fitness.require()
    assert not canaries.dropped()
    set_ring(settings, new_key())
    assert f"the ring key {name}" in refused("keys", "list").words
