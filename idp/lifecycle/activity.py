"""What happened to a person's account, as the person sees it: a fixed vocabulary over the audit events. Statement E9.

The record's own words stay inside: reasons and details are for administrators.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients.models import Client
from idp.core import http, places
from idp.mfa.factors import FACTORS
from idp.mfa.policy import rank
from idp.sessions.models import Session

PAGE = 30
_HAPPENED: Mapping[str, str] = {
    Action.SESSION_START: "signed_in",
    Action.SESSION_RENEW: "identity_confirmed",
    Action.SESSION_END: "signed_out",
    Action.USER_REGISTER: "account_created",
    Action.USER_UPDATE: "account_changed",
    Action.USER_PASSWORD_FORGET: "password_reset_asked",
    Action.USER_PASSWORD_CHANGE: "password_changed",
    Action.USER_PASSWORD_RESET: "password_reset",
    Action.USER_LOCK: "account_locked",
    Action.USER_UNLOCK: "account_unlocked",
    Action.USER_SIGN_OUT: "signed_out_by_staff",
    Action.USER_ROLES_UPDATE: "rights_changed",
    Action.USER_GROUPS_UPDATE: "groups_changed",
    Action.USER_ADDRESS_VERIFY: "address_verified",
    Action.USER_ADDRESS_CHANGE: "email_changed",
    Action.USER_ADDRESS_UNDO: "email_change_undone",
    Action.USER_FACTOR_PROVE: "recovery_code_used",  # other factors are part of a sign-in
    Action.USER_FACTOR_SWITCH: "email_codes_switched",
    Action.USER_FACTOR_ENROL: "authenticator_added",
    Action.USER_FACTOR_REMOVE: "authenticator_removed",
    Action.USER_FACTOR_RESET: "two_step_reset",
    Action.USER_RECOVERY_RENEW: "recovery_codes_renewed",
    Action.USER_DELETION_ASK: "deletion_asked",
    Action.USER_DELETION_CANCEL: "deletion_cancelled",
    Action.USER_EXPORT: "data_exported",
    Action.USER_SIGN_IN_DENY: "sign_in_denied",
    Action.USER_CONSENT_GIVE: "app_connected",
    Action.USER_CONSENT_REVOKE: "app_disconnected",
}
_REFUSED: Mapping[str, str] = {
    Action.USER_PASSWORD_PROVE: "password_wrong",
    Action.USER_FACTOR_PROVE: "code_wrong",
    Action.RATE_REFUSE: "guesses_blocked",
    Action.REFRESH_REUSE: "app_tokens_replayed",
    Action.CODE_REUSE: "app_tokens_replayed",
}
NO_NEWS = frozenset(  # part of something that is told, or no concern of the person's
    {
        Action.USER_FACTOR_SEND,
        Action.USER_FACTOR_RENAME,
        Action.USER_ADDRESS_ASK,
        Action.USER_CONSENT_DENY,
        Action.USER_DELETE,
        Action.USER_INVITE,
        Action.USER_INVITE_REVOKE,
        Action.USER_INVITE_ACCEPT,
        Action.USER_ENROL_INVITE,
        Action.USER_LOOK,
    }
)
_ENDS = frozenset({Action.SESSION_END, Action.USER_SIGN_IN_DENY})
_OF_A_SESSION = (Action.SESSION_START, Action.SESSION_RENEW, Action.AUTHORIZATION_DECIDE)
WORDS = {**_REFUSED, **_HAPPENED}
_BY_CHANGED_FIELD = {"password": "password_changed", "email": "email_changed"}
KINDS = tuple(dict.fromkeys([*_HAPPENED.values(), *_REFUSED.values(), *_BY_CHANGED_FIELD.values()]))
PROVED_BY = ("password", *(factor.type for factor in sorted(FACTORS, key=lambda factor: rank(factor.acr))))  # the weakest first


class UnknownCursor(Exception):
    """The cursor is none of this person's history."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``client`` is (client_id, name); what is not known is empty or None."""

    reference: str
    at: datetime
    kind: str
    outcome: str
    device: str
    ip: str
    place: str
    client: tuple[str, str] | None
    factor: str
    is_new_device: bool
    sid: str
    ended_device: str


def page(user: User, *, before: str = "", size: int = PAGE) -> tuple[list[Entry], str]:
    """The latest entries before the one with the reference ``before``, and the cursor of the next page or an empty string.

    Raises: UnknownCursor.
    """
    events = of(user)
    if before:
        last = Event.objects.filter(reference=before, subject=user.sub).values_list("pk", flat=True).first()
        if last is None:
            raise UnknownCursor
        events = events.filter(pk__lt=last)
    found = list(events.order_by("-pk")[: size + 1])
    shown = found[:size]
    names = dict(Client.objects.filter(client_id__in={event.client_id for event in shown}).values_list("client_id", "name"))
    sids = sids_of(user, shown)
    ended = {event.sid for event in shown if event.action in _ENDS}
    agents = dict(Session.objects.filter(user=user, sid__in=ended).values_list("sid", "user_agent"))
    entries = [
        replace(entry(event, names, user.locale, agents.get(event.sid, "")), sid=sids.get(event.pk, "")) for event in shown
    ]
    return entries, shown[-1].reference if len(found) > size else ""


def of(user: User):  # type: ignore[no-untyped-def]  # a queryset of Event
    """The events of a person's history."""
    happened, refused = Q(action__in=list(_HAPPENED), outcome="success"), Q(action__in=list(_REFUSED), outcome="refused")
    unremarkable = Q(action=Action.USER_FACTOR_PROVE, outcome="success") & ~Q(detail__factor="recovery")  # part of a sign-in
    return Event.objects.filter(happened | refused, subject=user.sub, action__in=[*_HAPPENED, *_REFUSED]).exclude(unremarkable)


def sids_of(user: User, events: Sequence[Event]) -> dict[int, str]:
    """The session that each of a person's events came from: what a sign-in asks for is recorded before there is a session.

    An interaction says which one: the session that it made or confirmed next, or else last, or that it answered from.
    """
    found = {event.pk: event.sid for event in events if event.sid}
    open_ = {event.interaction_id for event in events if not event.sid and event.interaction_id}
    by_interaction: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    named = Event.objects.filter(subject=user.sub, interaction_id__in=open_, action__in=_OF_A_SESSION).exclude(sid="")
    for interaction_id, pk, sid in named.order_by("pk").values_list("interaction_id", "pk", "sid"):
        by_interaction[interaction_id].append((pk, sid))
    for event in events:
        around = by_interaction.get(event.interaction_id, []) if not event.sid else []
        if around:
            found[event.pk] = next((sid for pk, sid in around if pk > event.pk), around[-1][1])
    return found


def entry(event: Event, names: Mapping[str, str], locale: str, ended: str = "") -> Entry:
    """An event in the words of the history; ``names`` maps a client_id to the client's name.

    ``ended`` is the user agent of the session that the event ended: another browser than the caller's, or none of ours.

    Where the staff did it, the caller was the staff: that is for the record only.
    """
    ip, user_agent = (event.ip, event.user_agent) if event.actor in ("", event.subject) else ("", "")
    return Entry(
        reference=event.reference,
        at=event.at,
        kind=_kind(event),
        outcome=event.outcome,
        device=http.device_words(user_agent) if user_agent else "",
        ip=ip,
        place=places.of(ip, locale),
        client=(event.client_id, names[event.client_id]) if event.client_id in names else None,
        factor=_factor(event),
        is_new_device=bool(event.detail.get("is_new_browser")),
        sid=event.sid,
        ended_device=http.device_words(ended) if ended and ended != user_agent else "",
    )


def _kind(event: Event) -> str:
    if event.outcome == "refused":
        return _REFUSED[event.action]
    if event.action == Action.USER_UPDATE:
        changed = event.detail.get("changed", ())
        return next((kind for field, kind in _BY_CHANGED_FIELD.items() if field in changed), _HAPPENED[event.action])
    return _HAPPENED[event.action]


def _factor(event: Event) -> str:
    factor = "password" if event.action == Action.USER_PASSWORD_PROVE else str(event.detail.get("factor", ""))
    return factor if factor in PROVED_BY else ""
