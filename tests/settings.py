"""Django's settings under test: keys made for this run, nothing outside loopback, no real secret.

Embedded profile by default; with the variables of `make services` (GATEHOUSE_TEST_...) MariaDB, Redis and SMTP. The
environment is set before the product's settings are read; processes that a test starts inherit it.
"""

import base64
import os
import secrets

from tests.services import under_test

for name in [name for name in os.environ if name.startswith("IDP_")]:
    del os.environ[name]
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "idp.settings.base",
        "IDP_PUBLIC_URL": "http://localhost:8000",
        "IDP_SECRET_KEY": secrets.token_urlsafe(48),
        "IDP_ENCRYPTION_KEYS": f"test:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        **under_test.services(os.environ),
        "IDP_TRUSTED_PROXIES": "127.0.0.1/32",  # tests vary the client address by X-Forwarded-For; limits are never off
        "IDP_LOG_LEVEL": "warning",
    }
)

# isort: split
from idp.settings.base import *  # noqa: E402, F403 - the settings under test, after their environment

OUTBOX_THREAD = False  # tests drain the outbox when they want its effects
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - as after `collectstatic`; tests find the files by their apps
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # every test client makes its own handler: none of them reads all the files
