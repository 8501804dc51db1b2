"""Events in words of people: what happened, to whom, by which client. The machine's names stand beside them, for filters.

All names of one page are looked up in two reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from idp.accounts.models import User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.clients.models import Client

WORDS = {
    Action.USER_REGISTER: _("Account registered"),
    Action.USER_EXPORT: _("Own data downloaded"),
    Action.USER_DELETION_ASK: _("Deletion of the account asked for"),
    Action.USER_DELETION_CANCEL: _("Deletion of the account called off"),
    Action.USER_DELETE: _("Account deleted"),
    Action.USER_SIGN_IN_DENY: _('"This wasn\'t me" reported'),
    Action.USER_UPDATE: _("Account changed"),
    Action.USER_ADDRESS_VERIFY: _("E-mail address proved"),
    Action.USER_ADDRESS_ASK: _("Change of the e-mail address asked for"),
    Action.USER_ADDRESS_CHANGE: _("E-mail address changed"),
    Action.USER_ADDRESS_UNDO: _("Change of the e-mail address undone"),
    Action.USER_PASSWORD_PROVE: _("Password entered"),
    Action.USER_PASSWORD_CHANGE: _("Password changed"),
    Action.USER_PASSWORD_FORGET: _("Link for a forgotten password"),
    Action.USER_PASSWORD_RESET: _("Password reset by a link"),
    Action.USER_FACTOR_PROVE: _("Code entered"),
    Action.USER_FACTOR_SEND: _("Code sent by e-mail"),
    Action.USER_FACTOR_ENROL: _("Authenticator app added"),
    Action.USER_FACTOR_REMOVE: _("Authenticator app removed"),
    Action.USER_FACTOR_RENAME: _("Authenticator app renamed"),
    Action.USER_FACTOR_SWITCH: _("Codes by e-mail switched"),
    Action.USER_FACTOR_RESET: _("Two-step sign-in reset"),
    Action.USER_LOOK: _("Data looked at by the staff"),
    Action.USER_LOCK: _("Account locked"),
    Action.USER_UNLOCK: _("Account unlocked"),
    Action.USER_SIGN_OUT: _("Signed out everywhere"),
    Action.USER_ROLES_UPDATE: _("Roles changed"),
    Action.USER_GROUPS_UPDATE: _("Groups changed"),
    Action.USER_INVITE: _("Invitation sent"),
    Action.USER_INVITE_REVOKE: _("Invitation taken back"),
    Action.USER_INVITE_ACCEPT: _("Invitation accepted"),
    Action.USER_ENROL_INVITE: _("Link to set up an app sent"),
    Action.USER_RECOVERY_RENEW: _("New recovery codes made"),
    Action.USER_CONSENT_GIVE: _("Access of a client allowed"),
    Action.USER_CONSENT_DENY: _("Access of a client not allowed"),
    Action.USER_CONSENT_REVOKE: _("Access of a client taken back"),
    Action.GROUP_UPDATE: _("Group made or changed"),
    Action.GROUP_DELETE: _("Group deleted"),
    Action.SESSION_START: _("Signed in"),
    Action.SESSION_RENEW: _("Confirmed again"),
    Action.SESSION_END: _("Signed out"),
    Action.CLIENT_REGISTER: _("Client registered"),
    Action.CLIENT_UPDATE: _("Client changed"),
    Action.CLIENT_DELETE: _("Client deleted"),
    Action.CLIENT_SECRET_ROTATE: _("Client secret made"),
    Action.CLIENT_SECRET_REVOKE: _("Client secret removed"),
    Action.CLIENT_TRY: _("Login tried out"),
    Action.CLAIMS_PREVIEW: _("Claims looked at"),
    Action.CLIENT_AUTHENTICATE: _("Client authentication"),
    Action.RESOURCE_UPDATE: _("Resource changed"),
    Action.AUTHORIZATION_DECIDE: _("Authorization request"),
    Action.CODE_REDEEM: _("Tokens issued for a code"),
    Action.GRANT_REFRESH: _("Tokens refreshed"),
    Action.GRANT_REVOKE: _("Tokens revoked"),
    Action.REFRESH_REUSE: _("Old refresh token presented"),
    Action.CODE_REUSE: _("Spent code presented"),
    Action.TOKEN_REFUSE: _("Token request"),
    Action.ACCESS_REFUSE: _("Access token presented"),
    Action.INTROSPECT_REFUSE: _("Introspection request"),
    Action.LOGOUT_DELIVER: _("Client told of a sign-out"),
    Action.KEY_ROTATE: _("Signing key changed"),
    Action.DEPLOYMENT_REVOKE: _("Everybody signed out"),
    Action.RATE_REFUSE: _("Too many attempts"),
    Action.OPERATOR_APPLY: _("Configuration applied"),
    Action.OPERATOR_PROVE: _("Proof of the gauntlet"),
    Action.AUDIT_EXPIRE: _("Old events removed"),
    Action.AUDIT_EXPORT: _("Events exported"),
    Action.AUDIT_ERASE: _("Personal data erased"),
}
OUTCOMES = {"success": _("done"), "refused": _("refused")}


@dataclass(frozen=True)
class Row:
    """An event as a person reads it. ``who`` did it, ``whom`` it concerns where that is somebody else."""

    event: Event
    what: Any
    outcome: Any
    who: str
    whom: str
    client: str


def rows(events: Sequence[Event]) -> list[Row]:
    """The events in words, in their order."""
    subs = {sub for event in events for sub in (event.actor, event.subject) if sub}
    people = dict(User.objects.filter(sub__in=subs).values_list("sub", "email"))
    ids = {client_id for event in events for client_id in (event.client_id, event.actor) if client_id}
    clients = dict(Client.objects.filter(client_id__in=ids).values_list("client_id", "name"))
    return [_row(event, people, clients) for event in events]


def action_words(action: str) -> Any:
    """What an action of the vocabulary is called; its own name for one of another version."""
    return WORDS.get(Action(action), action) if action in set(Action) else action


def _row(event: Event, people: dict[str, str], clients: dict[str, str]) -> Row:
    is_client = event.actor == event.client_id[:64] or event.actor not in people  # a client's own act is never a person's
    who = (clients if is_client else people).get(event.actor, event.actor)
    whom = people.get(event.subject, event.subject)
    return Row(
        event=event,
        what=action_words(event.action),
        outcome=OUTCOMES.get(event.outcome, event.outcome),
        who=who or whom,
        whom=whom if who and whom != who else "",
        client=clients.get(event.client_id, ""),
    )
