"""The deployment as a file that `idp apply` reads: groups, people, clients, resources. Secrets and factors never leave.

Applying an export to the same deployment changes nothing.
"""

from typing import Any

import yaml

from idp.accounts.models import Group, User
from idp.clients import registration
from idp.clients.models import Client, Resource
from idp.protocol.rfc7591_registration import DEFAULTS

HEADER = """\
# Written by `idp export`; `idp apply` reads it. Passwords, factors and client secrets are not in it: applied to the same
# deployment they stay, in a new one client secrets are made and shown once, and people have to be given passwords.
"""


def export() -> dict[str, list[dict[str, Any]]]:
    """Everything that the format can say, without secrets."""
    return {
        "groups": [_group(group) for group in Group.objects.order_by("name")],
        "users": [_user(user) for user in User.objects.prefetch_related("groups").order_by("email_canonical")],
        "clients": [_client(client) for client in Client.objects.order_by("client_id")],
        "resources": [
            {"identifier": resource.identifier, "scopes": list(resource.scopes)}
            for resource in Resource.objects.order_by("identifier")
        ],
    }


def as_yaml(data: dict[str, Any]) -> str:
    """The same as YAML, in the order given."""
    return HEADER + yaml.dump(data, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=120)


class _Plain(yaml.SafeDumper):
    """Without aliases, which `idp apply` does not read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _group(group: Group) -> dict[str, Any]:
    return {"name": group.name} | ({"mfa_policy": group.mfa_policy} if group.mfa_policy else {})


def _user(user: User) -> dict[str, Any]:
    claims = ({"name": user.name} if user.name else {}) | user.told_claims
    return {
        "email": user.email,
        "email_verified": user.email_verified_at is not None,
        "is_admin": user.is_admin,
        **({"is_helpdesk": True} if user.is_helpdesk else {}),
        "groups": sorted(group.name for group in user.groups.all()),
    } | ({"claims": claims} if claims else {})


def _client(client: Client) -> dict[str, Any]:
    described = {"client_name": client.name} | registration.describe(client)
    kept = {name: value for name, value in described.items() if name not in DEFAULTS or value != DEFAULTS[name]}
    return {"client_id": client.client_id, **kept, "scope": client.scope, "enabled": client.enabled}
