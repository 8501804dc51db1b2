"""Django's settings, derived from the typed schema; nothing here is set by hand per deployment."""

import os
import sys
from pathlib import Path

from idp.settings import database, redis, urls
from idp.settings.schema import WHENCE, ConfigurationError, Settings, load

ROOT = Path(__file__).resolve().parent.parent.parent

try:
    IDP: Settings = load(os.environ)
    if database.lacks_driver(IDP.database_url):
        raise ConfigurationError([database.NO_DRIVER])
except ConfigurationError as error:
    print("Gatehouse cannot start; the configuration has these faults:", file=sys.stderr)  # noqa: T201 - logging is not set up yet
    print("\n".join(f"  - {fault}" for fault in error.faults), file=sys.stderr)  # noqa: T201
    print(f"{WHENCE} `idp demo` needs none: it shows Gatehouse on this machine.", file=sys.stderr)  # noqa: T201
    raise SystemExit(78) from None  # EX_CONFIG

SECRET_KEY = IDP.secret_key
DEBUG = IDP.debug_pages
ALLOWED_HOSTS = [IDP.host.rsplit(":", 1)[0] if not IDP.host.startswith("[") else IDP.host.split("]")[0] + "]"]
ROOT_URLCONF = "idp.urls"
USE_X_FORWARDED_HOST = False
APPEND_SLASH = False
SILENCED_SYSTEM_CHECKS = [
    "admin.E406",  # messages are not used: the admin site is read-only
    "admin.E409",
    "security.W008",  # TLS ends at the proxy, which redirects
    "oauth2_provider.W001",
    "oauth2_provider.W002",
    "oauth2_provider.W003",
    "oauth2_provider.W004",
    "oauth2_provider.W005",
    "oauth2_provider.W006",
    "oauth2_provider.W007",  # DOT's own views and tokens are not used
]

INSTALLED_APPS = [
    "idp.core",
    "idp.audit",
    "idp.limits",
    "idp.accounts",
    "idp.sessions",
    "idp.clients",
    "idp.mfa",
    "idp.interaction",
    "idp.oidc",
    "idp.lifecycle",
    "idp.api",
    "idp.web",
    "idp.operations",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "oauth2_provider",
    "rest_framework",
    "drf_spectacular",
    "csp",
]

MIDDLEWARE = [
    "idp.core.http.EdgeMiddleware",
    "idp.core.http.StaticMiddleware",
    "idp.core.http.PageHeadersMiddleware",
    "idp.core.languages.LanguageMiddleware",
    "idp.core.http.CsrfMiddleware",
    "idp.sessions.middleware.SessionMiddleware",
    "idp.sessions.middleware.AuthenticationMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "idp.core.languages.page_context",
            ],
        },
    }
]

DATABASES = {"default": database.parse(IDP.database_url, ROOT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if IDP.redis_url:
    CACHES = {"default": redis.cache(IDP.redis_url)}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["idp.sessions.backend.SessionBackend"]
PASSWORD_HASHERS = ["idp.accounts.passwords.Argon2idHasher"]
OAUTH2_PROVIDER_APPLICATION_MODEL = "clients.Client"
OAUTH2_PROVIDER = {"PKCE_REQUIRED": True, "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"]}

# Cookies ignore ports: an app beside us on localhost has a `session` of its own.
_COOKIE_PREFIX = "__Host-gatehouse_" if IDP.is_https else "gatehouse_"
SESSION_ENGINE = "idp.sessions.engine"
SESSION_COOKIE_NAME = f"{_COOKIE_PREFIX}session"
SESSION_COOKIE_SECURE = IDP.is_https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(IDP.session_absolute.total_seconds())
COOKIE_TEST_NAME = f"{_COOKIE_PREFIX}cookie_test"
CSRF_COOKIE_NAME = f"{_COOKIE_PREFIX}csrf"
CSRF_COOKIE_SECURE = IDP.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "idp.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [IDP.public_url]
BROWSER_COOKIE_NAME = f"{_COOKIE_PREFIX}browser"
LINK_COOKIE_NAME = f"{_COOKIE_PREFIX}link"  # the token of a mailed link, on its way from the URL to the form
LANGUAGE_COOKIE_NAME = f"{_COOKIE_PREFIX}language"
LANGUAGE_COOKIE_SECURE = IDP.is_https
LANGUAGE_COOKIE_HTTPONLY = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # no-referrer makes Chromium send Origin: null with our own forms
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IDP.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False  # the operator's other hosts are not ours to force
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("es", "Español"), ("ar", "العربية")]
FORMAT_MODULE_PATH = "idp.settings.formats"
LOCALE_PATHS = [ROOT / "idp" / "locale"]

STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our own pages
WHITENOISE_USE_FINDERS = not STATIC_ROOT.is_dir()  # before `collectstatic` the files come from their apps, without hashes
# The built React app: in a wheel inside the package, in a checkout where Vite leaves it.
_APP_DISTS = (ROOT / "idp" / "web" / "app_dist", ROOT / "frontend" / "dist")
APP_DIST = next((folder for folder in _APP_DISTS if (folder / "index.html").is_file()), None)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is uploaded
    "staticfiles": {"BACKEND": "idp.core.http.StaticStorage"},
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 0

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["idp.api.authentication.AccessTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["idp.api.permissions.DenyAll"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["idp.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "idp.api.errors.problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gatehouse account API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
}

_broker = IDP.broker_url or IDP.redis_url
CELERY_BROKER_URL = _broker and urls.redis(_broker).plain
CELERY_BROKER_TRANSPORT = "idp.core.redis_connections:Broker"
CELERY_BROKER_USE_SSL = (_broker and redis.tls(_broker)) or False
OUTBOX_THREAD = True  # a thread of each serving process wakes a worker, or drains where none is to be had
CELERY_TASK_DEFAULT_QUEUE = "default"  # beside it one for mail and one for deliveries: idp.core.wakeup.Lane
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker however long
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 1,  # whoever publishes has another way
    "visibility_timeout": 60,  # what a worker that died had taken comes back
    "socket_connect_timeout": 2,
    "socket_timeout": 5,
    "retry_on_timeout": False,
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines are JSON like ours
CELERY_WORKER_REDIRECT_STDOUTS = False

LOGGING_CONFIG = "idp.core.logging.configure"
LOGGING = {"level": IDP.log_level}
