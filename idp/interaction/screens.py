"""The screens of an interaction by their place in the URL, and where each prompt starts."""

from urllib.parse import urljoin, urlsplit

from idp.core import secrets
from idp.interaction.pages import Page, Visit
from idp.interaction.prompts import consent, enrol_totp, keep_account, login, mfa, recovery_codes, register, verify_email

PROVING = frozenset({"login", "mfa"})  # prompts that ask for a proof and for nothing else
PAGES: dict[str, Page] = {
    "login": login.PAGE,
    "register": register.PAGE,
    "verify-email": verify_email.PAGE,
    "mfa": mfa.CHOICE,
    "mfa-totp": mfa.TOTP,
    "mfa-email": mfa.EMAIL,
    "mfa-recovery": mfa.RECOVERY,
    "enrol-totp": enrol_totp.PAGE,
    "recovery-codes": recovery_codes.PAGE,
    "keep-account": keep_account.PAGE,
    "consent": consent.PAGE,
}


def about(visit: Visit, slug: str) -> str:
    """Names what a page asks now, for its form to carry; empty where it asks for nothing that others can change."""
    facts = PAGES[slug].shown(visit)
    return secrets.mac("interaction page", visit.interaction.id, *facts) if facts else ""


def start_of(prompt: str, visit: Visit) -> str:
    """The page where a prompt starts for this person."""
    return mfa.first_page(visit) if prompt == "mfa" else prompt.replace("_", "-")


def serves(slug: str, prompt: str) -> bool:
    """Whether a page may be shown while ``prompt`` is what is asked."""
    page = PAGES.get(slug)
    return page is not None and (page.prompt == prompt or prompt in page.also_for)


def front_door(redirect_uri: str, *, is_ours: bool) -> str:
    """Where a client begins, as far as its redirect URI tells; empty for one that is no web page."""
    parts = urlsplit(redirect_uri)
    if parts.scheme not in ("https", "http"):
        return ""
    return urljoin(redirect_uri, "." if is_ours else "/")
