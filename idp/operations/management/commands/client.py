"""`idp client`: registered clients, from the administrator's shell. Spec: RFC 7591 §2 for the names."""

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from idp.clients import client_secrets, registration
from idp.clients.models import Client
from idp.core.errors import AppError
from idp.operations import client_secrets as held_secrets
from idp.operations.command import Answer, OperatorCommand
from idp.settings.schema import parse_duration

ACTOR = "operator"
_ON_ONE = {
    "show": "the registration, without secrets",
    "rotate-secret": "a new secret, shown once; all others stop working, or a while later",
    "secrets": "its secrets: label, end, last use",
    "add-secret": "one more secret, shown once; the others go on",
    "end-secret": "end one secret at once",
    "disable": "turn a client off; its tokens stop working",
    "enable": "turn a client on again",
    "delete": "delete a client with its grants and consents",
}


class Command(OperatorCommand):
    """Exit codes: 0 done, 1 refused (the metadata has faults, there is no such client), 2 wrong usage."""

    help = "Add, list and change clients; their secrets"
    example = "idp client add --type web --name Shop --redirect-uri https://shop.example/callback"

    def add_arguments(self, parser: CommandParser) -> None:
        commands = parser.add_subparsers(dest="subcommand", required=True, metavar="|".join(["add", "list", *_ON_ONE]))
        add = commands.add_parser("add", help="register a client; its secret is shown once")
        add.add_argument(
            "--type",
            dest="preset",
            required=True,
            choices=list(registration.PRESETS),
            help="sets grant types and authentication",
        )
        add.add_argument("--name", required=True, help="as people see it")
        add.add_argument("--client-id", help="generated when absent")
        add.add_argument("--redirect-uri", action="append", default=[], metavar="URI", help="may be repeated")
        add.add_argument("--post-logout-redirect-uri", action="append", default=[], metavar="URI", help="may be repeated")
        add.add_argument("--scope", help="openid profile email when absent")
        add.add_argument("--trusted", action="store_true", help="of this organisation itself: people are not asked for consent")
        commands.add_parser("list", help="all clients")
        for name, words in _ON_ONE.items():
            commands.add_parser(name, help=words).add_argument("client_id")
        keep = "let the old secret work for this long, such as 24h, so that nothing stands still"
        commands.choices["rotate-secret"].add_argument("--keep-old", metavar="TIME", type=_duration, help=keep)
        more = commands.choices["add-secret"]
        more.add_argument("--label", default="", help="where it is used, such as 'server in Berlin'")
        more.add_argument("--works-for", metavar="TIME", type=_duration, help="it ends by itself after this long, such as 90d")
        end = commands.choices["end-secret"]
        end.add_argument("secret_id", type=int, help="the ID that `idp client secrets` shows")
        end.add_argument("--even-last", action="store_true", help="although the client gets no tokens without it")
        for command in commands.choices.values():
            command.add_argument("--json", action="store_true", dest="as_json", help="print JSON")

    def run(self, *, subcommand: str, as_json: bool, **options: Any) -> None:
        if subcommand == "add":
            data, words = _add(**options)
        elif subcommand == "list":
            data, words = _list()
        else:
            client = _find(options["client_id"])
            data, words = _on_secrets(subcommand, client, options) or _on_one(subcommand, client)
        self.tell(data, as_json=as_json, words=words)


def _duration(text: str) -> timedelta:
    try:
        duration = parse_duration(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
    assert isinstance(duration, timedelta)
    return duration


def _find(client_id: str) -> Client:
    client = Client.objects.filter(client_id=client_id).first()
    if client is None:
        raise AppError("unknown_client", f"There is no client {client_id}; see idp client list.", status=404)
    return client


def _add(
    *, preset: str, name: str, client_id: str | None, redirect_uri: list[str], post_logout_redirect_uri: list[str],
    scope: str | None, trusted: bool, **_: Any,
) -> Answer:  # fmt: skip
    metadata = registration.PRESETS[preset] | {
        "client_name": name,
        "redirect_uris": redirect_uri,
        "post_logout_redirect_uris": post_logout_redirect_uri,
        "scope": scope if scope is not None else "" if preset == "machine" else "openid profile email",
        "trusted": trusted,
    }
    made = registration.register(metadata | ({"client_id": client_id} if client_id else {}), actor=ACTOR)
    secret = {"client_secret": made.client_secret} if made.client_secret else {}
    return _facts(made.client) | secret, _words(made.client, made.client_secret)


def _words(client: Client, secret: str | None) -> list[str]:
    lines = [f"OIDC_ISSUER={settings.IDP.public_url}", f"OIDC_CLIENT_ID={client.client_id}"]
    lines += [f"OIDC_CLIENT_SECRET={secret}"] if secret else []
    lines += [f"OIDC_REDIRECT_URI={uri}" for uri in client.redirect_uris.split()[:1]]
    return lines + (["", "The secret is shown once."] if secret else [])


def _list() -> Answer:
    clients = list(Client.objects.order_by("client_id"))
    lines = [
        f"{client.client_id:<28} {client.name}"
        + ("" if client.enabled else " (disabled)")
        + (" (trusted)" if client.trusted else "")
        for client in clients
    ]
    return [_facts(client) for client in clients], lines or "No clients."


def _on_secrets(subcommand: str, client: Client, options: dict[str, Any]) -> Answer | None:
    match subcommand:
        case "rotate-secret":
            secret = client_secrets.rotate(client, actor=ACTOR, keep_old_for=options["keep_old"])
            return {"client_id": client.client_id, "client_secret": secret}, _words(client, secret)
        case "secrets":
            return held_secrets.listed(client)
        case "add-secret":
            return held_secrets.add(client, actor=ACTOR, label=options["label"], works_for=options["works_for"])
        case "end-secret":
            return held_secrets.end(client, options["secret_id"], actor=ACTOR, even_last=options["even_last"])
    return None


def _on_one(subcommand: str, client: Client) -> Answer:
    if subcommand == "show":
        facts = _facts(client)
        return facts, [f"{name:<38} {_value(value)}".rstrip() for name, value in facts.items()]
    if subcommand == "delete":
        registration.delete(client, actor=ACTOR)
    else:
        registration.set_enabled(client, subcommand == "enable", actor=ACTOR)
    return {"client_id": client.client_id}, f"{client.client_id} is {subcommand}d."


def _facts(client: Client) -> dict[str, Any]:
    return {"client_id": client.client_id} | registration.describe(client)


def _value(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value)
