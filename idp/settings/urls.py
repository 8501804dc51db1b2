"""URLs of stores and of the mail server: what they may say. What we would not heed is refused, never ignored."""

import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from idp.settings.issuer import LOOPBACK_HOSTS

DATABASE = "use sqlite:///path or mysql://user:password@host:3306/name"
REDIS = "use redis://host:6379/0, or rediss://host:6379/0 for TLS (Sentinel, clusters and sockets are not supported)"
MAIL = "use console://, file:///dir, smtp://host:25, smtp+starttls://host:587 or smtps://host:465"
AUTHORITY = "ssl-ca"
TLS_MODES = ("DISABLED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")
_ESCAPED = "write these characters of a user name or password as %23 (#), %2F (/), %3A (:), %3F (?), %40 (@)"


@dataclass(frozen=True)
class StoreUrl:
    """A URL taken apart, its options read and the URL without them."""

    parts: SplitResult
    options: dict[str, str]
    plain: str

    @property
    def authority(self) -> str:
        """The file of authorities to trust instead of the machine's; empty without one."""
        return self.options.get(AUTHORITY, "")


def database(url: str) -> StoreUrl:
    """The database's URL. Raises: ValueError with what to write instead."""
    found = _split(url, {"sqlite", "mysql"}, DATABASE, (AUTHORITY, "ssl-mode", "ssl-cert", "ssl-key"))
    parts = found.parts
    if parts.scheme == "sqlite":
        if parts.netloc or found.options or not parts.path.strip("/") or parts.path.endswith("/") or ":memory:" in parts.path:
            raise ValueError("a SQLite database is a file: sqlite:///folder/file or sqlite:////full/path/file")
        return found
    if not parts.hostname or not parts.path.strip("/") or "/" in parts.path[1:]:
        raise ValueError(DATABASE)
    mode = found.options.get("ssl-mode", "DISABLED")
    if mode not in TLS_MODES:
        raise ValueError(f"ssl-mode is one of {', '.join(TLS_MODES)}")
    if mode == "DISABLED" and len(found.options) > ("ssl-mode" in found.options):
        raise ValueError("ssl-ca, ssl-cert and ssl-key need ssl-mode=VERIFY_IDENTITY (or VERIFY_CA, REQUIRED)")
    if ("ssl-cert" in found.options) is not ("ssl-key" in found.options):
        raise ValueError("ssl-cert and ssl-key come together")
    return found


def redis(url: str) -> StoreUrl:
    """The URL of a cache or broker. Raises: ValueError with what to write instead."""
    found = _split(url, {"redis", "rediss"}, REDIS, (AUTHORITY,))
    number = found.parts.path.removeprefix("/")
    if (
        not found.parts.hostname
        or "," in found.parts.hostname
        or (number and not (number.isascii() and number.isdecimal() and len(number) <= 4))
    ):
        raise ValueError(REDIS)
    if found.options and found.parts.scheme != "rediss":
        raise ValueError("ssl-ca needs rediss://")
    return found


def mail(url: str) -> StoreUrl:
    """The URL of where mail goes. Raises: ValueError with what to write instead."""
    found = _split(url, {"console", "file", "smtp", "smtp+starttls", "smtps", "memory"}, MAIL, ())
    parts = found.parts
    if parts.scheme == "file" and (parts.netloc or not parts.path.strip("/")):
        raise ValueError("a folder is written with its full path: file:///var/mail-for-trials")
    if parts.scheme in {"console", "memory"} and (parts.netloc or parts.path.strip("/")):
        raise ValueError(MAIL)
    if parts.scheme.startswith("smtp") and parts.path.strip("/"):
        raise ValueError(f"a mail server's URL has no path; {_ESCAPED}")
    if parts.scheme == "smtp" and parts.username and (parts.hostname or "localhost") not in LOOPBACK_HOSTS:
        raise ValueError("a password travels only under TLS: use smtp+starttls:// or smtps://")
    return found


def _split(url: str, schemes: set[str], remedy: str, options: Iterable[str]) -> StoreUrl:
    parts = urlsplit(url)
    if parts.scheme not in schemes or not url.startswith(f"{parts.scheme}://"):
        raise ValueError(remedy)
    if parts.fragment or url.endswith("#"):
        raise ValueError(f"has a fragment; {_ESCAPED}")
    if any(character.isspace() for character in url):
        raise ValueError("has a space in it")
    if "@" in parts.netloc.rpartition("@")[0]:
        raise ValueError(_ESCAPED)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError(f"its port is no number from 1 to 65535; {_ESCAPED}")
    return StoreUrl(parts, _options(parts.query, tuple(options)), parts._replace(query="").geturl())


def _options(query: str, known: tuple[str, ...]) -> dict[str, str]:
    pairs = parse_qsl(query, keep_blank_values=True)
    names = [name for name, _ in pairs]
    unknown = sorted(set(names) - set(known))
    if unknown:
        heeded = f"those there are: {', '.join(known)}" if known else "there are none"
        raise ValueError(f"unknown option {', '.join(unknown)}; {heeded} (certificates are verified without being asked)")
    if len(names) != len(set(names)):
        raise ValueError("has an option twice")
    found = dict(pairs)
    for name in found.keys() & {AUTHORITY, "ssl-cert", "ssl-key"}:
        if not Path(found[name]).is_file():
            raise ValueError(f"{name}: there is no file {found[name]}")
    if AUTHORITY in found:
        _require_certificates(found[AUTHORITY])
    return found


def _require_certificates(path: str) -> None:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
    except OSError:  # ssl.SSLError is one
        raise ValueError(f"{AUTHORITY}: {path} holds no certificate in PEM form") from None


def text(part: str | None) -> str:
    """A percent-encoded part as it is meant."""
    return unquote(part or "")
