"""Signing keys for a test run: made once, since an RSA key costs as much as a whole test.

A conftest takes the two fixtures over with ``from tests.factories.signing_keys import django_db_setup, known_signing_keys``.
"""

from typing import Any

import pytest

from idp.oidc import keys
from idp.oidc.models import SigningKey


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database, with signing keys in it."""
    with django_db_blocker.unblock():
        keys.ensure()


@pytest.fixture(autouse=True)
def known_signing_keys(request: pytest.FixtureRequest) -> None:
    """Forget parsed keys whose rows are gone, as after a test that emptied the tables."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        if not SigningKey.objects.filter(state="active").exists():
            keys.forget()
