"""The secrets of one client, from the administrator's shell: one more, which there are, and the end of one."""

from datetime import timedelta
from typing import Any

from idp.clients import client_secrets
from idp.clients.models import Client, ClientSecret
from idp.core import clock
from idp.core.errors import AppError
from idp.operations.command import Answer


def add(client: Client, *, actor: str, label: str, works_for: timedelta | None) -> Answer:
    """One more secret; the others go on. Raises: AppError."""
    if len(label) > client_secrets.LONGEST_LABEL:
        raise AppError("bad_label", f"A label has at most {client_secrets.LONGEST_LABEL} characters.", status=422)
    expires_at = clock.now() + works_for if works_for is not None else None
    secret = client_secrets.add(client, actor=actor, label=label, expires_at=expires_at)
    data = {"client_id": client.client_id, "client_secret": secret, "label": label, "expires_at": expires_at}
    until = f"It works until {expires_at:%Y-%m-%d %H:%M} UTC. " if expires_at else ""
    return data, [f"OIDC_CLIENT_SECRET={secret}", "", f"{until}The secret is shown once; the others go on."]


def listed(client: Client) -> Answer:
    """Which secrets there are: never what they are."""
    held = list(ClientSecret.objects.filter(client=client).order_by("created_at", "pk"))
    lines = [f"{'ID':>6}  {'SECRET':<8} {'MADE':<11} {'LAST USED':<17} {'WORKS UNTIL':<17} LABEL"]
    lines += [
        f"{one.pk:>6}  …{one.hint:<7} {one.created_at:%Y-%m-%d}  {_moment(one.last_used_at):<17} "
        f"{_moment(one.expires_at, 'no end'):<17} {one.label}".rstrip()
        + (" (over)" if one.expires_at and one.expires_at <= clock.now() else "")
        for one in held
    ]
    return [_facts(one) for one in held], lines if held else "There is no secret."


def end(client: Client, number: int, *, actor: str, even_last: bool) -> Answer:
    """End one secret at once. Raises: AppError for another client's, and for the last one unless told so."""
    secret = ClientSecret.objects.filter(client=client, pk=number).first()
    if secret is None:
        raise AppError("unknown_secret", f"It has no secret {number}; see idp client secrets {client.client_id}.", status=404)
    try:
        client_secrets.revoke(client, secret, actor=actor, even_last=even_last)
    except client_secrets.LastSecret as error:
        why = f"{error.title} Without it the client gets no tokens; --even-last ends it all the same."
        raise AppError("last_secret", why, status=409) from None
    data = {"client_id": client.client_id, "id": number}
    return data, f"The secret …{secret.hint} of {client.client_id} no longer works."


def _facts(secret: ClientSecret) -> dict[str, Any]:
    return {
        "id": secret.pk,
        "hint": secret.hint,
        "label": secret.label,
        "created_at": secret.created_at,
        "expires_at": secret.expires_at,
        "last_used_at": secret.last_used_at,
    }


def _moment(moment: Any, never: str = "never") -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else never
