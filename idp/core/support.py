"""Whom people ask who cannot get in: the operator's address for them, on pages and in mails. Spec: RFC 6068; RFC 3966."""

from urllib.parse import unquote, urlsplit

from django.conf import settings


def url() -> str:
    """The link to whoever helps, or an empty string."""
    return settings.IDP.support_url or ""


def words() -> str:
    """The same to be read: the mail address, the telephone number, or the page; an empty string without one."""
    parts = urlsplit(url())
    if parts.scheme in {"mailto", "tel"}:
        return unquote(parts.path)
    return f"{parts.netloc}{parts.path}".rstrip("/")
