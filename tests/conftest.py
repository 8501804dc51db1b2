"""The environment of the tests: embedded profile, generated keys, no network, no real secret."""

import base64
import os
import secrets

for name in [name for name in os.environ if name.startswith("IDP_")]:
    del os.environ[name]
os.environ.update(
    {
        "DJANGO_SETTINGS_MODULE": "idp.settings.base",
        "IDP_PUBLIC_URL": "http://localhost:8000",
        "IDP_SECRET_KEY": secrets.token_urlsafe(48),
        "IDP_ENCRYPTION_KEYS": f"test:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        "IDP_DATABASE_URL": os.environ.get("GATEHOUSE_TEST_DATABASE_URL", "sqlite:///var/test.sqlite3"),
        "IDP_EMAIL_URL": "memory://",
        "IDP_TRUSTED_PROXIES": "127.0.0.1/32",  # tests vary the client address by X-Forwarded-For; limits are never off
        "IDP_LOG_LEVEL": "warning",
    }
)
