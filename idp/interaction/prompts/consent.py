"""Ask whether the client may have what it asks for. Spec: OpenID Connect Core §3.1.2.4; RFC 6749 §10.2."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from idp.accounts.address_codes import asked_from
from idp.audit.events import Action, record
from idp.clients import consents, registry
from idp.core import mail
from idp.interaction import targets
from idp.interaction.checks import Check
from idp.interaction.context import Context
from idp.interaction.pages import Answer, Invalid, Page, Prompt, Proved, Refuse, Visit
from idp.protocol.rfc6749_scope import OFFLINE_ACCESS
from idp.sessions.middleware import current


def _scopes_missing(context: Context) -> bool:
    if context.asked.target != "authorization" or context.asked.client_trusted:
        return False
    remembered = context.person.remembered_scopes if context.person else frozenset()
    return not context.asked.scopes <= remembered | context.consented_scopes


CHECKS = (
    Check(
        "prompt_consent",
        lambda context: "consent" in context.asked.prompt and "consent" not in context.proofs,
        "consent_required",
        "consent given in this interaction, or a request without prompt=consent",
    ),
    Check("scopes_not_consented", _scopes_missing, "consent_required", "consent to every scope that is asked for"),
)


def words_by_scope(scopes: frozenset[str]) -> dict[str, str]:
    """Scopes as sentences for people, in a steady order; an unknown scope is named as the resource server's."""
    words = {
        "openid": _("Know who you are"),
        "profile": _("See your name and profile"),
        "email": _("See your e-mail address"),
        "address": _("See your postal address"),
        "phone": _("See your phone number"),
        "offline_access": _("Stay connected when you are not using it"),
        "account:read": _("See your account: sign-in methods and sessions"),
        "account:write": _("Change your account: sign-in methods and sessions"),
        "clients:manage": _("Manage registered clients"),
        "users:manage": _("Manage people"),
        "audit:read": _("Read the audit log"),
    }
    known = {scope: text for scope, text in words.items() if scope in scopes}
    return known | {scope: _("Use “%(scope)s”") % {"scope": scope} for scope in sorted(scopes - set(words))}


def scope_words(scopes: frozenset[str]) -> list[str]:
    """The sentences of the consent page; whoever signs in is known, asked for or not."""
    return list(words_by_scope(scopes | {"openid"}).values())


def show(visit: Visit) -> dict[str, Any]:
    """Who asks, for what, as whom, and where the person goes next."""
    client = registry.get(visit.context.asked.client_id)
    assert client is not None
    uri = urlsplit(str(visit.interaction.parameters.get("redirect_uri", "")))
    return {
        "client": client,
        "scope_words": scope_words(visit.context.asked.scopes),
        "redirect_host": uri.hostname or f"{uri.scheme}:",
        "stays_here": targets.get(visit.interaction.target).stays_here,
        "is_remembered": consents.may_remember(client),
        "username": visit.person.preferred_username if visit.person and "profile" in visit.context.asked.scopes else "",
    }


def shown(visit: Visit) -> tuple[str, ...]:
    """What the person says yes to: another name, another place or other rights are another question."""
    facts = show(visit)
    client, scopes = facts["client"], sorted(visit.context.asked.scopes)
    is_like = (client.verified, facts["is_remembered"])
    return (client.name, facts["redirect_host"], " ".join(scopes), *map(str, is_like))


def accept(visit: Visit) -> Answer:
    """Allow what was shown, or deny it; the form carries nothing but the decision."""
    decision = visit.data.get("decision")
    if decision == "deny":
        record(Action.USER_CONSENT_DENY, outcome="refused", actor=visit.person.sub if visit.person else "", **visit.audit())
        return Refuse("access_denied")
    if decision != "allow":
        return Invalid({"decision": _("Choose to allow or to cancel.")})
    client = registry.get(visit.context.asked.client_id)
    assert client is not None and visit.person is not None
    scopes = visit.context.asked.scopes
    record(
        Action.USER_CONSENT_GIVE, actor=visit.person.sub, sid=_sid(visit), detail={"scopes": sorted(scopes)}, **visit.audit()
    )
    _tell_of(client.name, visit)
    if consents.may_remember(client):
        consents.remember(visit.person.pk, client.pk, str(visit.interaction.parameters["redirect_uri"]), scopes)
    return Proved({"consent": {"scopes": sorted(scopes)}}, visit.person)


def _sid(visit: Visit) -> str:
    """The session that the consent is given in, so that who denies the one ends the other."""
    session = visit.interaction.session or current(visit.request)
    return session.sid if session else ""


def _tell_of(client_name: str, visit: Visit) -> None:
    """The owner hears of a newly connected app by mail, where the deployment wants that."""
    assert visit.person is not None and visit.context.person is not None
    scopes = visit.context.asked.scopes
    is_new = not scopes <= visit.context.person.remembered_scopes
    wanted = {"all": True, "offline": OFFLINE_ACCESS in scopes, "off": False}[settings.IDP.connected_app_mail]
    if is_new and wanted:
        facts = asked_from(visit.request) | {"client_name": client_name, "is_offline": OFFLINE_ACCESS in scopes}
        mail.send("app_connected", visit.person.email, facts, locale=visit.person.locale)


PAGE = Page("consent", "interaction/consent.html", show, accept, shown=shown)
PROMPT = Prompt("consent", CHECKS, (PAGE,), proofs=("consent",), is_decision=True, ends_authentication=True)
