"""Every knob of Gatehouse, typed, with its unit, default and reason.

Read from the environment (prefix ``IDP_``, ``_FILE`` variants); all faults are reported at once.
"""

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from idp.settings import issuer, outbound, sources, urls
from idp.settings.issuer import LOOPBACK_HOSTS
from idp.settings.sources import PREFIX

__all__ = ["LOOPBACK_HOSTS", "PREFIX", "UNITS", "WHENCE", "ConfigurationError", "Settings", "load"]
WHENCE = """\
The configuration comes from the environment (IDP_...; deploy/env.example lists every name) or from the file that
IDP_ENV_FILE names."""
LONGEST = timedelta(days=3650)  # what is added to the time of day stays a date
_MAPPED = ipaddress.IPv6Network("::ffff:0:0/96")
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def parse_duration(value: object) -> object:
    """``90s``, ``5m``, ``12h``, ``30d`` as a timedelta; other types pass through."""
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"(\d{1,9})([smhd])", value.strip())
    if not match:
        raise ValueError("write a duration as a number and a unit: 90s, 5m, 12h or 30d")
    return timedelta(seconds=int(match[1]) * UNITS[match[2]])


def parse_list(value: object) -> object:
    """A comma-separated string as a list of its non-empty parts."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _at_least(least: timedelta) -> AfterValidator:
    def check(value: timedelta) -> timedelta:
        if not least <= value <= LONGEST:
            raise ValueError(f"must be from {int(least.total_seconds())}s to {LONGEST.days}d")
        return value

    return AfterValidator(check)


Pause = Annotated[timedelta, BeforeValidator(parse_duration), _at_least(timedelta(0))]  # may be none
Duration = Annotated[timedelta, BeforeValidator(parse_duration), _at_least(timedelta(seconds=1))]
MailedDuration = Annotated[timedelta, BeforeValidator(parse_duration), _at_least(timedelta(minutes=1))]  # told in minutes
Words = Annotated[list[str], NoDecode, BeforeValidator(parse_list)]


class ConfigurationError(Exception):
    """The environment is wrong; ``faults`` names every fault, one line each."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class Settings(BaseSettings):
    """The configuration of one deployment. Field ``x`` is the variable ``IDP_X``."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    # Identity of the deployment
    public_url: str = Field("http://localhost:8000", description="The issuer. Every absolute URL is built from it.")
    name: str = Field("Gatehouse", min_length=1, max_length=60, description="The name that people see.")
    secret_key: str = Field(min_length=32, description="Signs cookies and links. It never encrypts.")
    encryption_keys: Annotated[dict[str, bytes], NoDecode] = Field(
        description="Key ring `id:base64,…` of 32-byte keys; the first is active."
    )

    support_url: str | None = Field(
        None, description="Whom people ask who cannot get in: an https:, mailto: or tel: URL, shown on pages and in mails."
    )

    # Real services; unset means embedded
    database_url: str = Field(
        "sqlite:///var/idp.sqlite3",
        description="sqlite:///path or mysql://user:pw@host:3306/db (MariaDB, MySQL); over a network with "
        "?ssl-mode=VERIFY_IDENTITY, and &ssl-ca=/file for an authority of your own.",
    )
    redis_url: str | None = Field(
        None,
        description="Cache: redis://host:6379/0, or rediss:// for TLS, ?ssl-ca=/file for an authority of your own. "
        "Unset: none. Never holds security state.",
    )
    broker_url: str | None = Field(
        None, description="Celery broker, a Redis URL; default the cache's. Unset: outbox drains in-process."
    )
    email_url: str = Field(
        "console://",
        description="console://, file:///dir, smtp://host:25 (clear text), smtp+starttls://user:pw@host:587, "
        "smtps://user:pw@host:465",
    )
    email_from: str = Field("gatehouse@localhost", max_length=254, description="Sender of every mail.")

    # Network
    trusted_proxies: Words = Field(default_factory=list, description="CIDRs whose X-Forwarded-For is believed.")
    outbound_allow: Words = Field(
        default_factory=list,
        description="What may be called inside the network: host, address or CIDR, each with https:// or http:// before it "
        "to open only that one, and :port or :* (any) behind it; else port 443 of https, and of http 80. http is spoken "
        "under a loopback issuer only. 10.1.0.0/16, rp.internal:8443, http://127.0.0.0/8:*",
    )
    geoip_database: str | None = Field(
        None, description="A city database (.mmdb): sign-ins are told with their place. Unset: without."
    )
    metrics_token: str | None = Field(
        None, description="Bearer for /metrics. Unset: closed, but for callers on this machine under a loopback issuer."
    )

    # Policy
    registration: Literal["open", "closed"] = Field("open", description="May people create accounts?")
    client_registration: Literal["closed", "token", "open"] = Field("closed", description="RFC 7591; closed until it exists.")
    app_client_id: str = Field(
        "gatehouse-app",
        pattern=r"^([A-Za-z0-9_~:@+][A-Za-z0-9._~:@+-]{0,254})?$",
        description="The client of the account console under /app/; `idp serve` registers it. Empty: no console there.",
    )
    mfa_policy: Literal["required", "mfa", "optional"] = Field(
        "required", description="required: a second factor always; mfa: an authenticator app; optional."
    )
    email_code: Literal["always", "fallback", "never"] = Field(
        "always", description="E-mail code: beside an app, only without one, not at all."
    )

    connected_app_mail: Literal["off", "offline", "all"] = Field(
        "off", description="Mail about a newly connected app: never, when it stays connected after sign-out, always."
    )

    # Lifetimes (architecture: values in one place)
    code_lifetime: Duration = Field(timedelta(seconds=60), description="Authorization code.")
    access_token_lifetime: Duration = Field(timedelta(minutes=5), description="Access token.")
    id_token_lifetime: Duration = Field(timedelta(minutes=10), description="ID token.")
    refresh_idle: Duration = Field(timedelta(days=14), description="Refresh token unused for this long dies.")
    refresh_absolute_public: Duration = Field(timedelta(days=60), description="Public clients: hard end of a grant.")
    refresh_absolute_confidential: Duration = Field(timedelta(days=180), description="Confidential clients: hard end.")
    refresh_grace: Pause = Field(timedelta(seconds=10), description="A retried refresh gets the same successor.")
    code_reuse_tolerance: Pause = Field(timedelta(seconds=2), description="A doubled redemption only fails.")
    session_idle: Duration = Field(timedelta(hours=1), description="Session whose person is away this long ends.")
    session_absolute: Duration = Field(timedelta(hours=12), description="Session ends whatever happens.")
    sudo_lifetime: Duration = Field(timedelta(minutes=10), description="How long a fresh proof counts as fresh.")
    proof_lifetime: Duration = Field(timedelta(minutes=10), description="Proofs of an interaction.")
    interaction_lifetime: Duration = Field(timedelta(hours=24), description="Parameters of an interaction.")
    email_code_lifetime: MailedDuration = Field(timedelta(minutes=5), description="E-mail code.")
    address_code_lifetime: MailedDuration = Field(timedelta(minutes=15), description="Address verification code.")
    reset_lifetime: MailedDuration = Field(timedelta(minutes=30), description="Mailed link to a new password.")
    email_undo_lifetime: MailedDuration = Field(timedelta(hours=72), description="Mailed link back to the earlier address.")
    invitation_lifetime: MailedDuration = Field(timedelta(days=7), description="Mailed invitation.")
    enrolment_link_lifetime: MailedDuration = Field(timedelta(hours=24), description="Mailed link to a new authenticator app.")
    enrolment_lifetime: Duration = Field(timedelta(minutes=10), description="Pending authenticator.")
    deletion_grace: Pause = Field(timedelta(days=14), description="From asking to delete an account to its end.")
    not_me_lifetime: MailedDuration = Field(timedelta(days=7), description="Link that denies a new sign-in.")
    audit_retention: Duration = Field(timedelta(days=400), description="Audit events are kept this long.")

    # Process
    debug_pages: bool = Field(False, description="Django debug pages. Refused unless the issuer is loopback.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Threshold of the JSON log.")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # load() has read the environment already, _FILE variants included

    @field_validator("public_url")
    @classmethod
    def _issuer(cls, value: str) -> str:
        return issuer.canonical(value)

    @field_validator("email_from")
    @classmethod
    def _sender(cls, value: str) -> str:
        if not re.fullmatch(r"[!-~]+@[!-~]+", address := parseaddr(value)[1]) or address.count("@") != 1:
            raise ValueError("write an address, such as login@example.org or Login <login@example.org>")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _bearer(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"[!-~]+", value):
            raise ValueError("use ASCII letters, digits and signs, without spaces: it travels in a header")
        return value

    @field_validator("support_url")
    @classmethod
    def _support(cls, value: str | None) -> str | None:
        parts = urlsplit(value or "")
        has_goal = bool(parts.hostname) if parts.scheme == "https" else bool(parts.path)
        is_known = parts.scheme in {"https", "mailto", "tel"} and has_goal
        if value and not (is_known and value.isprintable() and " " not in value):
            raise ValueError("use https://host/page, mailto:somebody@example.org or tel:+49...")
        return value

    @field_validator("encryption_keys", mode="before")
    @classmethod
    def _ring(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        ring: dict[str, bytes] = {}
        for entry in value.split(","):
            key_id, separator, encoded = entry.strip().partition(":")
            if not separator or not re.fullmatch(r"[A-Za-z0-9_-]{1,16}", key_id) or key_id in ring:
                raise ValueError("write each key as id:base64, ids distinct, letters and digits")
            try:
                ring[key_id] = base64.b64decode(encoded, validate=True)
            except binascii.Error as error:
                raise ValueError(f"key {key_id} is not base64") from error
        return ring

    @field_validator("encryption_keys")
    @classmethod
    def _ring_lengths(cls, value: dict[str, bytes]) -> dict[str, bytes]:
        short = [key_id for key_id, key in value.items() if len(key) != 32]
        if short or not value:
            raise ValueError(f"each key is 32 bytes; wrong: {', '.join(short) or 'none given'}")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies(cls, value: list[str]) -> list[str]:
        for entry in value:
            network = ipaddress.ip_network(entry)
            if isinstance(network, ipaddress.IPv6Network) and network.subnet_of(_MAPPED):  # callers' addresses are read as IPv4
                meant = f"{network.network_address.ipv4_mapped}/{network.prefixlen - 96}"
                raise ValueError(f"{entry} matches no address; write {meant}")
        return value

    @field_validator("outbound_allow")
    @classmethod
    def _outbound(cls, value: list[str]) -> list[str]:
        for entry in value:
            outbound.parse(entry)
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        urls.database(value)
        return value

    @field_validator("redis_url", "broker_url")
    @classmethod
    def _redis(cls, value: str | None) -> str | None:
        if value:
            urls.redis(value)
        return value

    @field_validator("email_url")
    @classmethod
    def _email(cls, value: str) -> str:
        urls.mail(value)
        return value

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        if self.debug_pages and not self.is_loopback:
            raise ValueError("IDP_DEBUG_PAGES: is for a loopback issuer only")
        if not self.is_loopback and any(outbound.parse(entry).is_http_only for entry in self.outbound_allow):
            raise ValueError("IDP_OUTBOUND_ALLOW: http:// is spoken under a loopback issuer only; open https:// instead")
        if self.client_registration != "closed":
            raise ValueError("IDP_CLIENT_REGISTRATION: dynamic registration does not exist yet; leave it closed")
        if self.email_code == "never":
            raise ValueError("IDP_EMAIL_CODE: with never, people without an app could not add one yet; use fallback")
        return self

    @property
    def is_https(self) -> bool:
        """Whether the issuer is https, so that cookies are Secure with the ``__Host-`` prefix."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """The issuer's host, with port if it has one: the only Host header accepted."""
        return urlsplit(self.public_url).netloc

    @property
    def is_loopback(self) -> bool:
        """Whether the issuer is a loopback host, which demo-only commands demand."""
        return (urlsplit(self.public_url).hostname or "") in LOOPBACK_HOSTS

    @property
    def api_resource(self) -> str:
        """The RFC 8707 resource identifier of our own API."""
        return f"{self.public_url}/api"


def load(environ: Mapping[str, str]) -> Settings:
    """Build the settings from an environment.

    Raises: ConfigurationError with every fault at once.
    """
    fields = Settings.model_fields
    optional = {name for name, field in fields.items() if field.get_default() is None and not field.is_required()}
    values, faults = sources.gather(environ, set(fields), optional)
    try:
        settings = Settings(**values)  # type: ignore[arg-type]  # pydantic parses the strings
    except ValidationError as error:
        faults += [_fault(detail["loc"], detail["msg"]) for detail in error.errors()]
        raise ConfigurationError(faults) from None
    if faults:
        raise ConfigurationError(faults)
    return settings


def _fault(location: tuple[int | str, ...], message: str) -> str:
    words = message.removeprefix("Value error, ")
    return f"{PREFIX}{str(location[0]).upper()}: {words}" if location else words  # who looks at several fields names one
