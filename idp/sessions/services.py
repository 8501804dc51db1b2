"""Starting and ending sign-ins. ``start`` is the only caller of ``django.contrib.auth.login``.

Spec: OpenID Connect Core §2 (auth_time, acr, amr); OpenID Connect Back-Channel Logout 1.0 (sid).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from django.contrib.auth import login
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from idp.audit.events import Action, record
from idp.core import clock, http, outbox
from idp.sessions import known_browsers
from idp.sessions.engine import SessionStore, live_sessions
from idp.sessions.middleware import current
from idp.sessions.models import Deployment, Session

ENDED = "session.ended"  # outbox kind; its handler tells the clients
NEW_BROWSER = "session.new_browser"  # outbox kind; its handler tells the person
_BACKEND = "idp.sessions.backend.SessionBackend"


class Account(Protocol):
    """What a session needs to know of a person; the room of people lies above this one."""

    pk: Any
    sub: str
    epoch: int
    created_at: datetime


@dataclass(frozen=True)
class Authentication:
    """How a person was authenticated: ``at`` is auth_time; ``factor_at`` the last second-factor proof, if any.

    ``factor`` names the strongest one that was proved, for the person's own eyes.
    """

    at: datetime
    acr: str
    amr: tuple[str, ...]
    factor_at: datetime | None = None
    factor_acr: str = ""
    factor: str = ""


@transaction.atomic
def start(
    request: HttpRequest,
    user: Account,
    authentication: Authentication,
    *,
    browser: str = "",
    interaction_id: str = "",
    client_id: str = "",
) -> Session:
    """Sign ``user`` in on this browser, after the last required factor was proved.

    A live session of the same person is renewed: its row and ``sid`` stay, its cookie changes. Another person's ends.
    ``browser`` is the secret of the browser's long-lived cookie: one that this person never signed in with is told of.
    ``client_id`` is whom the sign-in is for.
    """
    existing = current(request)
    if existing is not None and existing.user_id == user.pk:
        return renew(request, existing, authentication, interaction_id=interaction_id, client_id=client_id)
    if existing is not None:
        end(existing, "another person signed in", request=request)
    is_new_browser = known_browsers.is_new(user, browser)
    request.session = SessionStore()
    login(request, cast(Any, user), backend=_BACKEND)
    store = request.session
    store.save()
    row = store.row
    assert row is not None
    row.user = cast(Any, user)
    row.epoch = user.epoch
    row.deployment_epoch = deployment_epoch()
    row.ip = http.client_ip(request)
    row.user_agent = http.user_agent(request)
    row.browser_hash = known_browsers.remember(user, browser)
    row.client_id = client_id
    _stamp(row, authentication)
    row.save()
    record(
        Action.SESSION_START,
        request=request,
        actor=user.sub,
        subject=user.sub,
        client_id=client_id,
        sid=row.sid,
        interaction_id=interaction_id,
        detail=_proved(authentication) | {"is_new_browser": is_new_browser},
    )
    if is_new_browser:
        outbox.enqueue(NEW_BROWSER, {"session_id": row.pk}, lifetime=timedelta(days=1))
    return row


@transaction.atomic
def renew(
    request: HttpRequest, session: Session, authentication: Authentication, *, interaction_id: str = "", client_id: str = ""
) -> Session:
    """Raise what a live session has proved (step-up, sudo, re-authentication); its cookie's value changes."""
    store = cast(SessionStore, request.session)
    store.cycle_key()
    session = store.row or session
    _stamp(session, authentication)
    session.last_seen_at = clock.now()
    session.save(update_fields=["authenticated_at", "acr", "amr", "factor", "fresh_at", "fresh_acr", "last_seen_at"])
    user = session.user
    assert user is not None
    record(
        Action.SESSION_RENEW,
        request=request,
        actor=user.sub,
        subject=user.sub,
        client_id=client_id,
        sid=session.sid,
        interaction_id=interaction_id,
        detail=_proved(authentication),
    )
    return session


def cycle(request: HttpRequest, session: Session) -> None:
    """A new cookie value after a credential changed: who copied the old one is out. The row, its ``sid`` and grants stay.

    A call of the API carries no cookie to change; the fresh proof that it demanded changed it minutes ago.
    """
    store = getattr(request, "session", None)
    if isinstance(store, SessionStore) and store.row is not None and store.row.pk == session.pk:
        store.cycle_key()


@transaction.atomic
def end(session: Session, reason: str, *, request: HttpRequest | None = None, actor: str = "") -> bool:
    """End one session now; clients that hold tokens of it are told through the outbox. False if it had ended before."""
    ended = Session.objects.filter(pk=session.pk, ended_at=None).update(ended_at=clock.now(), end_reason=reason[:40])
    if ended != 1:
        return False
    sub = session.user.sub if session.user else ""
    record(Action.SESSION_END, request=request, actor=actor or sub, subject=sub, sid=session.sid, reason=reason)
    outbox.enqueue(ENDED, {"session_id": session.pk, "reason": reason}, lifetime=timedelta(hours=1))
    return True


def end_all(
    user: Account, reason: str, *, keep: Session | None = None, request: HttpRequest | None = None, actor: str = ""
) -> int:
    """End a person's live sessions, all but ``keep``; returns how many ended."""
    others = live_sessions().filter(user_id=user.pk).exclude(pk=keep.pk if keep else None)
    return sum(end(session, reason, request=request, actor=actor) for session in others)


def carry_over(session: Session, epoch: int) -> None:
    """Let one live session outlast the end of all others: it belongs to the person's new epoch, if it did to the last."""
    Session.objects.filter(pk=session.pk, ended_at=None, epoch=epoch - 1).update(epoch=epoch)
    session.epoch = epoch


def of(user: Account) -> list[Session]:
    """A person's live sessions, the latest seen first."""
    return list(live_sessions().filter(user_id=user.pk).order_by("-last_seen_at"))


def deployment_epoch() -> int:
    """The deployment's epoch; 0 until it is first raised."""
    return Deployment.objects.order_by("pk").values_list("epoch", flat=True).first() or 0


def raise_deployment_epoch() -> int:
    """End every session, grant and mailed link of everybody; returns the new epoch. In the caller's transaction."""
    row = Deployment.objects.select_for_update().order_by("pk").first() or Deployment.objects.create(pk=1)
    Deployment.objects.filter(pk=row.pk).update(epoch=F("epoch") + 1)
    return deployment_epoch()


def _proved(authentication: Authentication) -> dict[str, Any]:
    return {"acr": authentication.acr, "amr": list(authentication.amr), "factor": authentication.factor}


def _stamp(row: Session, authentication: Authentication) -> None:
    if (row.authenticated_at, row.acr) != (authentication.at, authentication.acr):
        row.factor = authentication.factor  # a confirmation that raises nothing leaves what the sign-in was made with
    row.authenticated_at = authentication.at
    row.acr = authentication.acr
    row.amr = list(authentication.amr)
    if authentication.factor_at is not None:
        row.fresh_at = authentication.factor_at
        row.fresh_acr = authentication.factor_acr
