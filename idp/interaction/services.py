"""Pausing, proving and completing: the only writers of an Interaction.

Every write is conditional on the row's version; of two answers at once one is stored, and the other sees what is next.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.http import HttpRequest

from idp.accounts.models import User
from idp.audit import anonymous
from idp.audit.events import Action, record
from idp.clients import registry
from idp.core import clock, secrets
from idp.interaction import browser, facts, policy, targets
from idp.interaction.context import Context
from idp.interaction.models import Interaction
from idp.interaction.pages import Proved
from idp.mfa.policy import rank
from idp.sessions import services as sessions
from idp.sessions.engine import live_sessions
from idp.sessions.models import Session

MOST_KEPT_BYTES = 16 * 1024  # of a paused request, as JSON; a usual one has one
COUNTED_BYTES = 2 * 1024  # for each of these begun a request counts once at its door


@dataclass(frozen=True)
class State:
    """Where a request stands: the facts, whom they concern, this browser's session, and what comes next."""

    context: Context
    person: User | None
    session: Session | None
    verdict: policy.Verdict


def look(request: HttpRequest, target: str, parameters: Mapping[str, Any], *, started_at: int | None = None) -> State:
    """Where a request without a stored interaction stands."""
    return _state(request, target, parameters, started_at or clock.unix_time())


def state_of(request: HttpRequest, interaction: Interaction) -> State:
    """Where a stored interaction stands now."""
    return _state(request, interaction.target, interaction.parameters, clock.to_unix(interaction.created_at), interaction)


def _state(
    request: HttpRequest, target: str, parameters: Mapping[str, Any], started_at: int, interaction: Interaction | None = None
) -> State:
    asked = targets.get(target).ask(parameters, started_at)
    context, person, session = facts.gather(
        request,
        asked,
        redirect_uri=str(parameters.get("redirect_uri", "")),
        proofs=interaction.proofs if interaction and not _is_over(interaction.session) else None,
        user=interaction.user if interaction else None,
        session_made_here=interaction.session_id if interaction else None,
        mailbox=parameters.get("mailbox"),
    )
    if person is not None and _client_has_changed(asked.client_id, person):
        return _state(request, target, parameters, started_at, interaction)
    return State(context, person, session, policy.next_prompt(context))


def _is_over(session: Session | None) -> bool:
    """Whether the session that this interaction made has ended: what was proved for it then proves nothing more."""
    return session is not None and not live_sessions().filter(pk=session.pk).exists()


def _client_has_changed(client_id: str, person: Any) -> bool:
    """Whether this process decided on a stale copy of the client; if so, it is read again."""
    known = registry.get(client_id) if client_id else None
    if known is None or person.client_version in (None, known.version):
        return False
    registry.get(client_id, version=person.client_version)
    return True


def fits(parameters: Mapping[str, Any]) -> bool:
    """Whether a request is small enough to be kept for a day."""
    return len(json.dumps(parameters)) <= MOST_KEPT_BYTES


def weight(parameters: Mapping[str, Any]) -> int:
    """How often a request counts at its door (at least once): what is kept has a size, not only a number."""
    return -(-len(json.dumps(parameters)) // COUNTED_BYTES)


def store(target: str, parameters: Mapping[str, Any], *, browser_secret: str) -> Interaction:
    """Pause a request. With an empty ``browser_secret`` (a cross-site POST) the first GET binds it.

    Raises: ValueError for one that does not fit, which its target has to see first.
    """
    if not fits(parameters):
        raise ValueError("the request is too large to be kept")
    moment = clock.now()
    client_id = str(parameters.get("client_id", ""))
    client = registry.get(client_id) if client_id else None
    return Interaction.objects.create(
        id=secrets.token(),
        reference=secrets.reference(),
        target=target,
        parameters=dict(parameters),
        client_id=client.pk if client else None,
        browser_hash=secrets.digest(browser_secret) if browser_secret else "",
        created_at=moment,
        expires_at=moment + settings.IDP.interaction_lifetime,
    )


def find(interaction_id: str) -> Interaction | None:
    """The interaction of that id, whatever its state."""
    found = Interaction.objects.select_related("user", "session").filter(pk=interaction_id).first()
    if found is not None:
        structlog.contextvars.bind_contextvars(interaction=found.reference)  # on every line that this request logs
    return found


def belongs(interaction: Interaction, request: HttpRequest) -> bool:
    """Whether this browser started the interaction; an unbound one is bound to whoever comes first, once."""
    if not interaction.browser_hash:
        digest = secrets.digest(browser.ensure(request))
        Interaction.objects.filter(pk=interaction.pk, browser_hash="", completed_at=None).update(browser_hash=digest)
        interaction.refresh_from_db(fields=["browser_hash"])
    return began_here(interaction, request)


def began_here(interaction: Interaction, request: HttpRequest) -> bool:
    """Whether this browser is the one that the interaction is bound to; binds nothing."""
    secret = browser.secret_of(request)
    return bool(secret) and secrets.equal(secrets.digest(secret), interaction.browser_hash)


def prove(request: HttpRequest, interaction: Interaction, proved: Proved) -> bool:
    """Store proofs; after the last factor, make the session. False if another answer was stored first.

    False as well for somebody whose account was deleted in between: nothing can hang on it any more.
    """
    try:
        return _prove(request, interaction, proved)
    except IntegrityError:
        person = proved.user or interaction.user
        if person is None or User.objects.filter(pk=person.pk).exists():
            raise
        return False


@transaction.atomic
def _prove(request: HttpRequest, interaction: Interaction, proved: Proved) -> bool:
    moment = clock.unix_time()
    person = proved.user if proved.restarts else proved.user or interaction.user
    stamp = {"at": moment} | ({"epoch": person.epoch} if person else {})  # as it was read before the answer was judged
    if unknown := proved.proofs.keys() - policy.PROOFS:
        raise ValueError(f"no prompt has proofs of the kind {unknown}")  # it would never be counted
    proofs = _kept(interaction, proved)
    proofs |= {kind: {**fact, **stamp} for kind, fact in proved.proofs.items()}
    values: dict[str, Any] = {"proofs": proofs, "user": person}
    if proved.sealed is not None or proved.restarts:
        values["sealed"] = proved.sealed or ""
    if proved.restarts:
        values["session"] = None  # what an earlier sign-in in this interaction made, and may have ended, is not of this one
    stored = Interaction.objects.filter(pk=interaction.pk, version=interaction.version, completed_at=None).update(
        version=interaction.version + 1, **values
    )
    if stored != 1:
        return False
    interaction.version += 1
    if proved.seal is not None:
        values["sealed"] = proved.seal()
        Interaction.objects.filter(pk=interaction.pk).update(sealed=values["sealed"])
    for name, value in values.items():
        setattr(interaction, name, value)
    _sign_in(request, interaction)
    return True


def _kept(interaction: Interaction, proved: Proved) -> dict[str, Any]:
    """The proofs that count beside a new one; of those before a new sign-in, what the same person decided."""
    if not proved.restarts:
        return dict(interaction.proofs)
    is_same = proved.user is not None and proved.user.pk == interaction.user_id
    return {kind: fact for kind, fact in interaction.proofs.items() if is_same and kind in policy.DECISIONS}


def _sign_in(request: HttpRequest, interaction: Interaction) -> None:
    """Make or raise the session once every authentication prompt is passed by proofs of this interaction."""
    state = state_of(request, interaction)
    if state.verdict.prompt not in policy.AUTHENTICATION_DONE or interaction.user is None or not _has_proof(state.context):
        return
    is_made_here = state.session is not None and interaction.session_id == state.session.pk
    if is_made_here and _covers(state.session, interaction, state.context):
        return  # a consent answer proves nothing new
    _make_session(request, interaction, state)


@transaction.atomic
def settle(request: HttpRequest, interaction: Interaction, state: State) -> State:
    """The state to answer from. A browser that lost its session, or holds another person's, gets what was proved here."""
    needless = interaction.user is None or not _has_proof(state.context) or _covers(state.session, interaction, state.context)
    if not state.verdict.is_done or needless:
        return state
    _make_session(request, interaction, state)
    return state_of(request, interaction)


def _has_proof(context: Context) -> bool:
    return "password" in context.proofs or context.factor_at is not None


def _make_session(request: HttpRequest, interaction: Interaction, state: State) -> None:
    context, at = state.context, state.context.authenticated_at
    assert state.person is not None and at is not None
    acr, amr = context.authentication
    authentication = sessions.Authentication(
        at=clock.from_unix(at),
        acr=acr,
        amr=amr,
        factor_at=clock.from_unix(context.factor_at) if context.factor_at is not None else None,
        factor_acr=policy.factor_acr(context),
        factor=policy.strongest_factor(context),
    )
    session = sessions.start(
        request,
        state.person,
        authentication,
        browser=browser.kept(request),
        interaction_id=interaction.id,
        client_id=context.asked.client_id,
    )
    interaction.session = session
    Interaction.objects.filter(pk=interaction.pk).update(session=session)


def _covers(session: Session | None, interaction: Interaction, context: Context) -> bool:
    """Whether this browser's session says of the interaction's person at least what was proved here."""
    if session is None or session.user_id != interaction.user_id or session.authenticated_at is None:
        return False
    as_recent = clock.to_unix(session.authenticated_at) >= (context.authenticated_at or 0)
    fresh = context.factor_at is None or (session.fresh_at is not None and clock.to_unix(session.fresh_at) >= context.factor_at)
    return as_recent and fresh and rank(session.acr) >= rank(context.acr)


def forget(request: HttpRequest) -> int:
    """This browser signs out: what was proved in its open interactions, by whomever, proves nothing more. Returns how many.

    A session that lost its cookie before cannot be found by the sign-out; what made it can.
    """
    secret = browser.secret_of(request)
    if not secret:
        return 0
    return _forget(Interaction.objects.filter(browser_hash=secrets.digest(secret)))


def forget_all() -> int:
    """What was proved in any open interaction proves nothing more. Returns how many there were."""
    return _forget(Interaction.objects.all())


def _forget(interactions: QuerySet[Interaction]) -> int:
    proved = interactions.filter(completed_at=None).exclude(user=None)
    return proved.update(proofs={}, user=None, session=None, sealed="", version=F("version") + 1)


@transaction.atomic
def spend(interaction: Interaction) -> bool:
    """Complete an interaction once: the code of one consent act is issued by the answer that gets here first."""
    spent = Interaction.objects.filter(pk=interaction.pk, completed_at=None).update(completed_at=clock.now(), sealed="")
    return spent == 1


def record_decision(
    request: HttpRequest, state: State, *, reference: str | None = None, interaction_id: str = "", error: str = ""
) -> str:
    """Write the decision with the facts it rests on, so that `idp why` can replay it; returns its reference."""
    context = state.context
    reason = error and f"{error}: {state.verdict.check or 'the person'}"
    detail = {
        "context": context.to_dict(),
        "verdict": {"prompt": state.verdict.prompt, "check": state.verdict.check, "error": error},
    }
    if error and context.person is None and not interaction_id:
        return anonymous.record_refusal(
            Action.AUTHORIZATION_DECIDE, reason=reason, request=request, client_id=context.asked.client_id, detail=detail
        )  # fmt: skip
    return record(
        Action.AUTHORIZATION_DECIDE,
        outcome="refused" if error else "success",
        reason=reason,
        request=request,
        actor=context.person.sub if context.person else "",
        subject=context.person.sub if context.person else "",
        client_id=context.asked.client_id,
        sid=state.session.sid if state.session else "",
        interaction_id=interaction_id,
        detail=detail,
        reference=reference,
    )
