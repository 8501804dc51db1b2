"""The audit vocabulary, `subject:object:action`, and the one function that writes it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.http import HttpRequest

from idp.audit.models import Event
from idp.core import clock, http, metrics, secrets


class Action(StrEnum):
    """What happened to what. One enum, so that the vocabulary can be read."""

    # a person
    USER_REGISTER = "user:account:register"
    USER_EXPORT = "user:account:export"
    USER_DELETION_ASK = "user:deletion:ask"
    USER_DELETION_CANCEL = "user:deletion:cancel"
    USER_DELETE = "user:account:delete"
    USER_SIGN_IN_DENY = "user:sign-in:deny"
    USER_UPDATE = "user:account:update"
    USER_ADDRESS_VERIFY = "user:address:verify"
    USER_ADDRESS_ASK = "user:address:ask"
    USER_ADDRESS_CHANGE = "user:address:change"
    USER_ADDRESS_UNDO = "user:address:undo"
    USER_PASSWORD_PROVE = "user:password:prove"  # noqa: S105 - an action, not a password
    USER_PASSWORD_CHANGE = "user:password:change"  # noqa: S105
    USER_PASSWORD_FORGET = "user:password:forget"  # noqa: S105
    USER_PASSWORD_RESET = "user:password:reset"  # noqa: S105
    USER_FACTOR_PROVE = "user:factor:prove"
    USER_FACTOR_SEND = "user:factor:send"
    USER_FACTOR_ENROL = "user:factor:enrol"
    USER_FACTOR_REMOVE = "user:factor:remove"
    USER_FACTOR_RENAME = "user:factor:rename"
    USER_FACTOR_SWITCH = "user:factor:switch"
    USER_FACTOR_RESET = "user:factor:reset"
    USER_LOOK = "user:account:look"  # the staff at somebody's data
    USER_LOCK = "user:account:lock"
    USER_UNLOCK = "user:account:unlock"
    USER_SIGN_OUT = "user:account:sign-out"
    USER_ROLES_UPDATE = "user:roles:update"
    USER_GROUPS_UPDATE = "user:groups:update"
    USER_INVITE = "user:invitation:send"
    USER_INVITE_REVOKE = "user:invitation:revoke"
    USER_INVITE_ACCEPT = "user:invitation:accept"
    USER_ENROL_INVITE = "user:factor:invite"
    USER_RECOVERY_RENEW = "user:recovery-codes:renew"
    USER_CONSENT_GIVE = "user:consent:give"
    USER_CONSENT_DENY = "user:consent:deny"
    USER_CONSENT_REVOKE = "user:consent:revoke"
    GROUP_UPDATE = "group:registration:update"
    GROUP_DELETE = "group:registration:delete"
    # a session
    SESSION_START = "session:sign-in:start"
    SESSION_RENEW = "session:sign-in:renew"
    SESSION_END = "session:sign-in:end"
    # a client
    CLIENT_REGISTER = "client:registration:create"
    CLIENT_UPDATE = "client:registration:update"
    CLIENT_DELETE = "client:registration:delete"
    CLIENT_SECRET_ROTATE = "client:secret:rotate"  # noqa: S105
    CLIENT_SECRET_REVOKE = "client:secret:revoke"  # noqa: S105
    CLIENT_TRY = "client:trial:decide"
    CLAIMS_PREVIEW = "client:claims:preview"
    CLIENT_AUTHENTICATE = "client:authentication:prove"
    RESOURCE_UPDATE = "resource:registration:update"
    # authorization and tokens
    AUTHORIZATION_DECIDE = "authorization:request:decide"
    CODE_REDEEM = "grant:code:redeem"
    GRANT_REFRESH = "grant:refresh_token:rotate"
    GRANT_REVOKE = "grant:tokens:revoke"
    REFRESH_REUSE = "grant:refresh_token:reuse"
    CODE_REUSE = "grant:code:reuse"
    TOKEN_REFUSE = "token:request:refuse"  # noqa: S105
    ACCESS_REFUSE = "token:access:refuse"
    INTROSPECT_REFUSE = "token:introspection:refuse"
    LOGOUT_DELIVER = "client:backchannel-logout:deliver"
    # the deployment
    KEY_ROTATE = "key:signing:rotate"
    DEPLOYMENT_REVOKE = "deployment:access:revoke"
    RATE_REFUSE = "limit:rate:refuse"
    OPERATOR_APPLY = "operator:configuration:apply"
    OPERATOR_PROVE = "operator:gauntlet:prove"
    # the record itself
    AUDIT_EXPIRE = "audit:events:expire"
    AUDIT_EXPORT = "audit:events:export"
    AUDIT_ERASE = "audit:personal-data:erase"


def record(
    action: Action,
    *,
    outcome: str = "success",
    reason: str = "",
    request: HttpRequest | None = None,
    actor: str = "",
    subject: str = "",
    client_id: str = "",
    sid: str = "",
    interaction_id: str = "",
    detail: Mapping[str, Any] | None = None,
    reference: str | None = None,
    ip: str = "",
    user_agent: str = "",
) -> str:
    """Write one event in the caller's transaction and return its reference.

    ``outcome`` is ``success`` or ``refused``. ``detail`` must hold no secret and nothing personal, for it
    is never erased: facts and verdicts only. ``ip`` and ``user_agent`` are those of a caller whose request is over.
    """
    reference = reference or secrets.reference()
    _count(action, outcome, detail or {})
    Event(
        reference=reference,
        at=clock.now(),
        action=action,
        outcome=outcome,
        reason=reason[:200],
        actor=actor[:64],  # of a refusal it is what somebody claims to be
        subject=subject,
        client_id=client_id[:255],
        sid=sid,
        interaction_id=interaction_id,
        request_id=getattr(request, "request_id", ""),
        ip=http.client_ip(request) if request else ip,
        user_agent=http.user_agent(request) if request else user_agent,
        detail=dict(detail or {}),
    ).save(force_insert=True)
    return reference


def _count(action: Action, outcome: str, detail: Mapping[str, Any]) -> None:
    """Sign-ins and second factors, as the operator's metrics show them."""
    if action == Action.USER_FACTOR_PROVE:
        metrics.factors.labels(detail.get("factor", ""), outcome).inc()
    elif action == Action.SESSION_START:
        metrics.sign_ins.labels("success").inc()
    elif action == Action.USER_PASSWORD_PROVE and outcome == "refused":
        metrics.sign_ins.labels("wrong_password").inc()
