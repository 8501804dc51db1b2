"""Signing keys that last for the run."""

from tests.factories.signing_keys import django_db_setup, known_signing_keys

__all__ = ["django_db_setup", "known_signing_keys"]
