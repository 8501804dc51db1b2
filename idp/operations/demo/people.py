"""Who and what is in the demo: ada, bob, the React app and the sample client, as a file for `idp apply`."""

import json
import secrets
from base64 import b32encode
from typing import Any

from idp.operations.demo.place import Place, write_private

APP_CLIENT, SAMPLE_CLIENT = "app", "demo"
_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"


def write(place: Place) -> dict[str, Any]:
    """Write configuration and users.json; passwords and secrets of an earlier run are kept. Returns the configuration."""
    kept = json.loads(place.configuration.read_text(encoding="utf-8")) if place.configuration.exists() else _invent()
    configuration = {"users": kept["users"], "clients": _clients(place, kept["clients"][1]["client_secret"])}
    write_private(place.configuration, json.dumps(configuration, indent=2) + "\n")
    write_private(place.users, json.dumps([_credentials(user) for user in configuration["users"]], indent=2) + "\n")
    return configuration


def sample_secret(configuration: dict[str, Any]) -> str:
    """The sample client's secret."""
    return str(next(client["client_secret"] for client in configuration["clients"] if client["client_id"] == SAMPLE_CLIENT))


def password() -> str:
    """Five pronounceable words, 61 random bits: ``tavo-rika-melu-soda-bine``."""
    return "-".join("".join(secrets.choice(letters) for letters in (_CONSONANTS, _VOWELS) * 2) for _ in range(5))


def _invent() -> dict[str, Any]:
    ada = {
        "email": "ada@example.org",
        "email_verified": True,
        "password": password(),
        "is_admin": True,
        "claims": {"name": "Ada Lovelace", "given_name": "Ada", "family_name": "Lovelace"},
        "factors": [
            {"type": "totp", "secret": b32encode(secrets.token_bytes(20)).decode(), "label": "phone"},
            {"type": "recovery_codes", "codes": [_recovery_code() for _ in range(10)]},
        ],
    }
    bob = {
        "email": "bob@example.org",
        "email_verified": True,
        "password": password(),
        "claims": {"name": "Bob Bernstein", "given_name": "Bob", "family_name": "Bernstein"},
    }
    return {"users": [ada, bob], "clients": [{}, {"client_secret": f"gs_{secrets.token_urlsafe(32)}"}]}


def _recovery_code() -> str:
    letters = b32encode(secrets.token_bytes(10)).decode()[:10]
    return f"{letters[:5]}-{letters[5:]}"


def _clients(place: Place, secret: str) -> list[dict[str, Any]]:
    app = {
        "client_id": APP_CLIENT,
        "client_name": "Gatehouse account",
        "application_type": "web",
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": [f"{place.app_url}/callback"],
        "post_logout_redirect_uris": [f"{place.app_url}/"],
        "scope": "openid profile email account:read account:write",
        "trusted": True,
    }
    sample = {
        "client_id": SAMPLE_CLIENT,
        "client_secret": secret,
        "client_name": "Sample client",
        "application_type": "web",
        "token_endpoint_auth_method": "client_secret_basic",
        "grant_types": ["authorization_code", "refresh_token"],
        "redirect_uris": [f"{place.rp_url}/callback"],
        "post_logout_redirect_uris": [f"{place.rp_url}/"],
        "backchannel_logout_uri": f"{place.rp_url}/backchannel-logout",
        "scope": "openid profile email",
    }
    return [app, sample]


def _credentials(user: dict[str, Any]) -> dict[str, Any]:
    factors = {factor["type"]: factor for factor in user.get("factors", [])}
    return {
        "email": user["email"],
        "password": user["password"],
        "totp_secret": factors.get("totp", {}).get("secret"),
        "recovery_codes": factors.get("recovery_codes", {}).get("codes", []),
    }
