"""The only SQL of the hot paths: load, spend, rotate and kill a grant; each read joins all that may forbid an issuance.

Raw statements with parameters for SQLite and MariaDB alike. Writes are conditional and say by their row count whether they
took place. Spec: RFC 6749 §4.1.2, §10.4, §10.5; RFC 9700 §4.14.2.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, cast

from django.conf import settings
from django.db import connection

from idp.accounts.models import Group, User
from idp.clients.models import Client
from idp.core import clock
from idp.mfa.policy import least_rank, proved_rank
from idp.oidc.models import Grant, RevokedToken
from idp.sessions.models import Deployment, Session

MAX_CODE_ATTEMPTS = 5


@dataclass(frozen=True)
class GrantRow:
    """A grant with the facts of today about its client, person, session and deployment."""

    id: int
    handle: str
    client_pk: int
    user_id: int
    session_id: int
    code_expires_at: datetime
    code_attempts: int
    redirect_uri: str
    code_challenge: str
    nonce: str
    scope: str
    resources: list[str]
    claims: dict[str, Any]
    offline: bool
    authenticated_at: datetime
    acr: str
    amr: list[str]
    epoch: int
    deployment_epoch: int
    activated_at: datetime | None
    generation: int
    rotated_at: datetime | None
    idle_expires_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None
    client_id: str
    client_version: int
    client_enabled: bool
    client_minimum_acr: str
    sub: str
    user_active: bool
    user_epoch: int
    email: str
    email_verified_at: datetime | None
    name: str
    preferred_username: str | None
    user_claims: dict[str, Any]
    user_updated_at: datetime
    sid: str
    session_ended_at: datetime | None
    session_expires_at: datetime
    session_last_seen_at: datetime
    current_deployment_epoch: int
    group_policies: tuple[str, ...]  # what the person's groups demand on the second factor


@dataclass(frozen=True)
class ClientState:
    """What may have changed since a process parsed a client."""

    version: int
    is_enabled: bool
    is_revoked: bool  # the access token that was asked about
    caller_version: int | None
    caller_is_enabled: bool


_SELECT = (
    "g.id, g.handle, g.client_id, g.user_id, g.session_id, g.code_expires_at, g.code_attempts, g.redirect_uri, "
    "g.code_challenge, g.nonce, g.scope, g.resources, g.claims, g.offline, g.authenticated_at, g.acr, g.amr, g.epoch, "
    "g.deployment_epoch, g.activated_at, g.generation, g.rotated_at, g.idle_expires_at, g.expires_at, g.revoked_at, "
    "c.client_id, c.version, c.enabled, c.minimum_acr, "
    "u.sub, u.is_active, u.epoch, u.email, u.email_verified_at, u.name, u.preferred_username, u.claims, u.updated_at, "
    "s.sid, s.ended_at, s.expires_at, s.last_seen_at, "
    "COALESCE((SELECT MAX(d.epoch) FROM {deployment} d), 0), "
    "(SELECT GROUP_CONCAT(DISTINCT p.mfa_policy) FROM {member} m JOIN {group} p ON p.id = m.group_id "
    "WHERE m.user_id = g.user_id)"
)
_FROM = (
    "{grant} g JOIN {client} c ON c.id = g.client_id JOIN {user} u ON u.id = g.user_id JOIN {session} s ON s.id = g.session_id"
)
_TABLES = {
    "grant": Grant._meta.db_table,
    "client": Client._meta.db_table,
    "user": User._meta.db_table,
    "group": Group._meta.db_table,
    "member": User.groups.through._meta.db_table,
    "session": Session._meta.db_table,
    "deployment": Deployment._meta.db_table,
    "revoked": RevokedToken._meta.db_table,
}


def _sql(template: str) -> str:
    return template.format(**_TABLES)


_LOAD_BY_CODE = _sql(f"SELECT {_SELECT} FROM {_FROM} WHERE g.code_hash = %s")  # noqa: S608 - constants of this file only
_LOAD_BY_HANDLE = _sql(f"SELECT {_SELECT} FROM {_FROM} WHERE g.handle = %s")  # noqa: S608 - likewise
_LOAD_FOR_CALLER = _sql(
    f"SELECT {_SELECT}, k.version, k.enabled FROM {_FROM} JOIN {{client}} k ON k.id = %s WHERE g.handle = %s"  # noqa: S608 - likewise
)
_LOAD_CLIENT = _sql(
    "SELECT c.version, c.enabled, r.jti, k.version, k.enabled FROM {client} c LEFT JOIN {revoked} r ON r.jti = %s "
    "LEFT JOIN {client} k ON k.id = %s WHERE c.client_id = %s"
)
_ACTIVATE = _sql(
    "UPDATE {grant} SET activated_at = %s, generation = 1, rotated_at = %s, idle_expires_at = %s "
    "WHERE id = %s AND activated_at IS NULL AND revoked_at IS NULL AND code_expires_at > %s AND code_attempts < %s"
)
_ROTATE = _sql(
    "UPDATE {grant} SET generation = generation + 1, rotated_at = %s, idle_expires_at = %s "
    "WHERE id = %s AND generation = %s AND revoked_at IS NULL AND expires_at > %s AND idle_expires_at > %s"
)
_COUNT_ATTEMPT = _sql("UPDATE {grant} SET code_attempts = code_attempts + 1 WHERE id = %s AND activated_at IS NULL")
_KILL = _sql("UPDATE {grant} SET revoked_at = %s, revoke_reason = %s WHERE id = %s AND revoked_at IS NULL")
_NAMES = [field.name for field in fields(GrantRow)]
_JSON = frozenset({"resources", "claims", "amr", "user_claims"})
_LISTS = frozenset({"group_policies"})
_BOOLEAN = frozenset({"offline", "client_enabled", "user_active"})


def insert_grant(values: Mapping[str, Any]) -> None:
    """Insert one grant; ``values`` maps column names to Python values."""
    columns = ", ".join(connection.ops.quote_name(name) for name in values)
    marks = ", ".join(["%s"] * len(values))
    _write(_sql(f"INSERT INTO {{grant}} ({columns}) VALUES ({marks})"), list(values.values()))  # noqa: S608 - our own column names


def load_by_code(code_hash: str) -> GrantRow | None:
    """The grant of a code's digest, spent ones included."""
    found = _read(_LOAD_BY_CODE, [code_hash])
    return _row(found) if found else None


def load_by_handle(handle: str) -> GrantRow | None:
    """The grant of a handle, dead ones included."""
    found = _read(_LOAD_BY_HANDLE, [handle])
    return _row(found) if found else None


def load_for_caller(handle: str, caller_pk: int) -> tuple[GrantRow, int, bool] | None:
    """A grant together with version and enabled of the client that asks about it."""
    found = _read(_LOAD_FOR_CALLER, [caller_pk, handle])
    return (_row(found[:-2]), found[-2], bool(found[-1])) if found else None


def load_client(client_id: str, *, jti: str = "", caller_pk: int = 0) -> ClientState | None:
    """The state of a client, of its access token ``jti``, and of the client that asks about it."""
    found = _read(_LOAD_CLIENT, [jti, caller_pk, client_id])
    return ClientState(found[0], bool(found[1]), found[2] is not None, found[3], bool(found[4])) if found else None


def activate(row: GrantRow, moment: datetime) -> bool:
    """Spend the code; False if it was spent, killed, guessed at too often, or is too old."""
    idle_ends = min(moment + settings.IDP.refresh_idle, row.expires_at)
    return _write(_ACTIVATE, [moment, moment, idle_ends, row.id, moment, MAX_CODE_ATTEMPTS]) == 1


def rotate(row: GrantRow, moment: datetime) -> bool:
    """Spend the current refresh token; False if another request did, or the grant is dead."""
    idle_ends = min(moment + settings.IDP.refresh_idle, row.expires_at)
    return _write(_ROTATE, [moment, idle_ends, row.id, row.generation, moment, moment]) == 1


def count_attempt(row: GrantRow) -> None:
    """Count a redemption with a wrong verifier; the fifth kills the code."""
    _write(_COUNT_ATTEMPT, [row.id])


def kill(grant_id: int, reason: str) -> bool:
    """End a grant and all tokens that hang on it; False if it was dead."""
    return _write(_KILL, [clock.now(), reason[:40], grant_id]) == 1


def may_issue(row: GrantRow, moment: datetime) -> str | None:
    """Why nothing may be issued or accepted on this grant now; None if all is well. The one rule for every door.

    The caller has made sure that its parsed copy of the client is the row's version.
    """
    session_is_over = (
        row.session_ended_at is not None
        or row.session_expires_at <= moment
        or row.session_last_seen_at <= moment - settings.IDP.session_idle
    )
    verdicts = (
        ("the grant was revoked", row.revoked_at is not None),
        ("the grant is past its absolute end", row.expires_at <= moment),
        ("the client is disabled", not row.client_enabled),
        ("the person is not active", not row.user_active),
        ("the person's epoch was raised", row.epoch != row.user_epoch),
        ("the deployment's epoch was raised", row.deployment_epoch != row.current_deployment_epoch),
        ("the session is over", not row.offline and session_is_over),
        ("the sign-in proved less than is demanded now", proved_rank(row.acr, row.amr) < demanded_rank(row)),
    )
    return next((reason for reason, applies in verdicts if applies), None)


def demanded_rank(row: GrantRow) -> int:
    """The rank below which deployment, client and the person's groups let nothing be issued today."""
    return least_rank(settings.IDP.mfa_policy, *row.group_policies, minimum_acr=row.client_minimum_acr)


def _row(found: Sequence[Any]) -> GrantRow:
    return GrantRow(**{name: _value(name, value) for name, value in zip(_NAMES, found, strict=True)})


def _value(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, bytes):
        value = value.decode()  # MariaDB's VARBINARY
    if name in _JSON:
        return json.loads(value)
    if name in _LISTS:
        return tuple(value.split(",")) if value else ()
    return bool(value) if name in _BOOLEAN else value


def _read(sql: str, parameters: Sequence[Any]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_adapt(value) for value in parameters])
        return cast(tuple[Any, ...] | None, cursor.fetchone())


def _write(sql: str, parameters: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [_adapt(value) for value in parameters])
        return int(cursor.rowcount)


def _adapt(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return json.dumps(value) if isinstance(value, (dict, list)) else value
