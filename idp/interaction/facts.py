"""Gather the policy's facts: at most two reads, one for the session and one for everything else."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count, Exists, IntegerField, OuterRef, Subquery
from django.http import HttpRequest

from idp.accounts import links
from idp.accounts.models import User
from idp.clients.models import Client, Consent
from idp.core import clock
from idp.interaction import policy
from idp.interaction.context import Asked, Context, Person, SessionFacts
from idp.mfa.models import Authenticator, RecoveryCode, RecoverySet
from idp.sessions.middleware import current
from idp.sessions.models import Session


def gather(
    request: HttpRequest,
    asked: Asked,
    *,
    redirect_uri: str = "",
    proofs: Mapping[str, Any] | None = None,
    user: User | None = None,
    session_made_here: int | None = None,
    mailbox: Mapping[str, Any] | None = None,
) -> tuple[Context, User | None, Session | None]:
    """The context, the person concerned (by the proofs here, else by the session), and the session.

    Proofs that are too old, or made before the person's epoch was raised, do not count. ``mailbox`` is what a mailed link
    proved before the interaction began: it counts beside the password of the person whom it was mailed to.
    """
    session = current(request, is_silent="none" in asked.prompt)
    person = user or (session.user if session else None)
    facts = _facts(person.pk, asked.client_id, redirect_uri) if person else None
    counted = _counted(proofs or {}, facts.epoch if facts else None)
    if user is None and "register" in counted:
        person = facts = None  # an address was given; a session that this browser has besides is not concerned
    if user is not None and "password" not in counted and not _is_of(session, user):
        person = facts = None  # whoever gave a password here gave it too long ago
        counted = {}
    if mailbox and facts is not None and "password" in counted and _mailbox_counts(mailbox, facts):
        counted = {"verify_email": {"at": mailbox["at"]}} | counted
    context = Context(
        now=clock.unix_time(),
        asked=asked,
        person=_person(facts) if facts else None,
        session=_session(session, session.pk == session_made_here) if session else None,
        proofs={kind: int(fact["at"]) for kind, fact in counted.items()},
        consented_scopes=frozenset(counted.get("consent", {}).get("scopes", ())),
        mfa_policy=settings.IDP.mfa_policy,
        registration_open=settings.IDP.registration == "open",
        email_code=settings.IDP.email_code,
        proofs_last_seconds=int(settings.IDP.proof_lifetime.total_seconds()),
    )
    return context, facts, session


def _is_of(session: Session | None, user: User) -> bool:
    return session is not None and session.user_id == user.pk


def _counted(proofs: Mapping[str, Any], epoch: int | None) -> dict[str, Any]:
    """The proofs that are young enough and of the person's present epoch; what nobody known gave is of none."""
    horizon = clock.unix_time() - settings.IDP.proof_lifetime.total_seconds()
    fresh = {kind: fact for kind, fact in proofs.items() if kind in policy.PROOFS and fact["at"] >= horizon}
    return {kind: fact for kind, fact in fresh.items() if epoch in (None, fact.get("epoch", epoch))}


def _mailbox_counts(mailbox: Mapping[str, Any], person: Any) -> bool:
    """Whether a link was mailed to this person and nothing outdated it: it still opens, or was used up a moment ago."""
    if (mailbox["sub"], mailbox["epoch"]) != (person.sub, person.epoch):
        return False
    if "link" in mailbox:
        return links.still_opens(mailbox["link"])
    return bool(mailbox["at"] >= clock.unix_time() - settings.IDP.proof_lifetime.total_seconds())


def _facts(user_id: int, client_id: str, redirect_uri: str) -> Any:
    """One read: the person, what is enrolled, the consent remembered here, the client's version."""
    codes = RecoveryCode.objects.filter(set__user=OuterRef("pk"), spent_at=None).order_by().values("set__user")
    left = codes.annotate(left=Count("pk")).values("left")
    return (
        User.objects.filter(pk=user_id)
        .annotate(
            has_totp=Exists(Authenticator.objects.filter(user=OuterRef("pk")).exclude(confirmed_at=None)),
            codes_left=Subquery(left, output_field=IntegerField()),
            group_mfa=Exists(_of_group("mfa")),
            group_required=Exists(_of_group("required")),
            codes_saved=Exists(RecoverySet.objects.filter(user=OuterRef("pk")).exclude(saved_at=None)),
            remembered=Subquery(
                Consent.objects.filter(
                    user=OuterRef("pk"), client__client_id=client_id, redirect_host=urlsplit(redirect_uri).hostname or ""
                ).values("scopes")[:1]
            ),
            client_version=Subquery(Client.objects.filter(client_id=client_id).values("version")[:1]),
        )
        .first()
    )


def _of_group(mfa_policy: str) -> Any:
    """The person's memberships in groups with this policy."""
    return User.groups.through.objects.filter(user=OuterRef("pk"), group__mfa_policy=mfa_policy)


def _person(facts: Any) -> Person:
    return Person(
        sub=facts.sub,
        is_active=facts.is_active,
        email_verified=facts.email_verified_at is not None,
        has_totp=facts.has_totp,
        recovery_codes_left=facts.codes_left or 0,
        recovery_saved=facts.codes_saved,
        email_code_off=facts.email_code_off,
        password_by_mail=facts.password_by_mail,
        mfa_policy="mfa" if facts.group_mfa else "required" if facts.group_required else "",
        remembered_scopes=frozenset(facts.remembered or ()),
        deletion_pending=facts.deletion_at is not None,
    )


def _session(session: Session, made_here: bool) -> SessionFacts:
    assert session.user is not None and session.authenticated_at is not None
    return SessionFacts(session.user.sub, clock.to_unix(session.authenticated_at), session.acr, tuple(session.amr), made_here)
