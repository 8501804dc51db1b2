"""Signing keys that last for the run; what the shared modules assert counts like the tests' own assertions."""

import pytest

pytest.register_assert_rewrite("tests.security.standing", "tests.security.signed_in")

from tests.factories.signing_keys import django_db_setup, known_signing_keys  # noqa: E402 - after the registration

__all__ = ["django_db_setup", "known_signing_keys"]
