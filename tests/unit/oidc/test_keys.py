"""Signing keys: one active per algorithm, published before use, sealed at rest."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from idp.audit.models import Event
from idp.core import clock, keyring
from idp.oidc import keys
from idp.oidc.models import SigningKey

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_ring() -> Iterator[None]:
    keys.forget()
    yield
    keys.forget()


def _kids() -> set[str]:
    return {key["kid"] for key in keys.public_jwks()["keys"]}


def test_ensure_makes_one_active_key_per_algorithm_and_no_second() -> None:
    keys.ensure()
    keys.ensure()
    assert sorted(SigningKey.objects.values_list("alg", "state")) == [
        ("ES256", "active"),
        ("EdDSA", "active"),
        ("RS256", "active"),
    ]


def test_the_database_refuses_a_second_active_key() -> None:
    keys.ensure()
    with pytest.raises(IntegrityError), transaction.atomic():
        keys._create("ES256", state="active")


@pytest.mark.spec("RFC 7517", "9.2", "MUST")
def test_private_members_are_neither_published_nor_stored_in_clear() -> None:
    keys.ensure()
    for public in keys.public_jwks()["keys"]:
        assert set(public) <= {"kty", "kid", "use", "alg", "n", "e", "crv", "x", "y"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM oidc_signingkey")
        dump = str(cursor.fetchall())
    for row in SigningKey.objects.all():
        private = json.loads(keyring.decrypt(row.sealed_private_jwk, "oidc.signing_key", row.kid))
        assert private["d"] not in dump
        with pytest.raises(keyring.DecryptionError):
            keyring.decrypt(row.sealed_private_jwk, "oidc.signing_key", "another kid")


@pytest.mark.spec("RFC 7638", "3", "MUST")
def test_the_kid_is_the_thumbprint() -> None:
    keys.ensure()
    assert all(keys.signer(alg).kid == keys.signer(alg).jwk.thumbprint() for alg in keys.ALGS)


@pytest.mark.parametrize("alg", keys.ALGS)
def test_a_signature_verifies_and_a_changed_one_does_not(alg: str) -> None:
    key = keys.signer(alg)
    signature = key.sign(b"message")
    assert key.verifies(b"message", signature)
    assert not key.verifies(b"massage", signature)
    assert not key.verifies(b"message", bytes(len(signature)))


def test_a_new_key_is_published_before_it_signs_and_an_old_one_until_its_tokens_have_expired() -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        old = keys.signer("ES256").kid
        (new,) = keys.rotate(["ES256"])
        assert keys.rotate(["ES256"]) == []
        keys.forget()
        assert {old, new} <= _kids()
        assert keys.signer("ES256").kid == old
        time.shift(keys.PUBLISH_BEFORE_USE)
        assert keys.signer("ES256").kid == new
        assert {old, new} <= _kids()
        time.shift(keys._kept() + keys.RELOAD_AFTER)
        assert new in _kids()
        assert old not in _kids()
        found = keys.find(old)
        assert found is not None
        assert found.state == "retired"
    assert SigningKey.objects.filter(alg="ES256", state="active").count() == 1
    assert Event.objects.filter(action="key:signing:rotate").count() == 2


def test_a_compromised_key_is_gone_at_once_and_another_signs() -> None:
    lost = keys.signer("ES256").kid
    new = keys.compromise(lost)
    keys.forget()
    assert lost not in _kids()
    assert keys.find(lost) is None
    assert keys.signer("ES256").kid == new


def test_another_process_takes_up_a_change_within_ten_seconds() -> None:
    with time_machine.travel(clock.now(), tick=False) as time:
        lost = keys.signer("ES256").kid
        SigningKey.objects.filter(kid=lost).update(state="compromised", active_alg=None)  # by another process
        assert lost in _kids()
        time.shift(timedelta(seconds=10))
        assert lost not in _kids()


def test_an_unknown_kid_costs_at_most_one_read_a_second(django_assert_num_queries: object) -> None:
    keys.ensure()
    with time_machine.travel(clock.now(), tick=False) as time:
        keys.signer("ES256")
        with django_assert_num_queries(0):
            assert keys.find("unknown") is None
        time.shift(timedelta(seconds=2))
        with django_assert_num_queries(1):
            for kid in ("unknown", "../../dev/null", "' or 1=1--", "k" * 10240):
                assert keys.find(kid) is None
