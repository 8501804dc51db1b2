"""The software that people connect: what each needs registered, and the code that signs people in with it.

The code of a framework is a folder of templates under ``web/snippets``. The page shows it filled in, and tests/quickstarts
runs what the page shows; a framework whose code no test runs says so.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.clients.models import Client
from idp.core import secrets
from idp.web.manage.client_types import holds_secret, type_of

AT_THE_END = gettext_lazy("at the end of the file")


@dataclass(frozen=True)
class Framework:
    """``client_type`` and ``auth_method`` are what it registers as; ``files`` maps a file to where in it the code belongs."""

    name: str
    title: str
    hint: Any
    client_type: str
    redirect_uri: str
    install: str
    run: str
    files: Mapping[str, Any]
    auth_method: str = ""  # that of the client type
    is_tested: bool = True

    @property
    def origin(self) -> str:
        """Where it runs while it is being developed."""
        return self.redirect_uri.removesuffix(urlsplit(self.redirect_uri).path)


FRAMEWORKS = {
    framework.name: framework
    for framework in (
        Framework(
            "react", "React", gettext_lazy("An app in the browser, built with Vite."), "browser",
            "http://localhost:5173/callback", "npm install openid-client", "npx vite --port {port} --strictPort",
            {"src/main.jsx": ""},
        ),
        Framework(
            "django", "Django", gettext_lazy("A site that signs people in with mozilla-django-oidc."), "web",
            "http://127.0.0.1:8002/oidc/callback/", "pip install mozilla-django-oidc",
            "python manage.py runserver {host}:{port}", {"settings.py": AT_THE_END, "urls.py": ""},
            auth_method="client_secret_post",
        ),
        Framework(
            "flask", "Flask", gettext_lazy("A site that signs people in with Authlib."), "web",
            "http://127.0.0.1:5000/callback", "pip install Flask Authlib requests", "flask run --host {host} --port {port}",
            {"app.py": ""},
        ),
        Framework(
            "express", "Express", gettext_lazy("A site that signs people in with express-openid-connect."), "web",
            "http://127.0.0.1:3000/callback", "npm install express express-openid-connect", "node app.mjs", {"app.mjs": ""},
        ),
        Framework(
            "oauth2-proxy", "oauth2-proxy", gettext_lazy("A proxy that lets only signed-in people through to a site."), "web",
            "http://127.0.0.1:4180/oauth2/callback", "go install github.com/oauth2-proxy/oauth2-proxy/v7@latest",
            "oauth2-proxy --config oauth2-proxy.cfg", {"oauth2-proxy.cfg": ""},
        ),
        Framework(
            "apache", "Apache (mod_auth_openidc)", gettext_lazy("A web server that lets only signed-in people in."), "web",
            "http://127.0.0.1:8080/oidc/callback", "apt install apache2 libapache2-mod-auth-openidc", "apachectl -k graceful",
            {"gatehouse.conf": ""},
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Snippet:
    """One piece of code, filled in for a client. ``name`` is its file; empty for a command."""

    title: Any
    text: str
    name: str = ""


def suited(client: Client) -> list[Framework]:
    """The frameworks that could stand behind a client, those of its redirect URI's path first."""
    kind, paths = type_of(client).name, {urlsplit(uri).path for uri in client.redirect_uris.split()}
    found = [framework for framework in FRAMEWORKS.values() if framework.client_type == kind]
    return sorted(found, key=lambda framework: urlsplit(framework.redirect_uri).path not in paths)


def snippets(framework: Framework, client: Client, client_secret: str | None) -> list[Snippet]:
    """What to install, to write and to run. Without the secret a placeholder stands in its place."""
    values = _values(framework, client, client_secret)
    found = [Snippet(_("Install"), framework.install)]
    for name, place in framework.files.items():
        title = f"{name} ({place})" if place else name
        found.append(Snippet(title, _filled(framework, name, values), name))
    secret = [f"export OIDC_CLIENT_SECRET={values['client_secret']}"] if _is_in_environment(framework, client) else []
    run = framework.run.format(host=values["host"], port=values["port"])
    return [*found, Snippet(_("Run"), "\n".join([*secret, run]))]


def environment(client: Client, client_secret: str | None) -> str:
    """What any other software needs to know, as environment variables. Without the secret the line says where it went.

    People paste these lines into a shell, and a URI may hold what a shell would run.
    """
    issuer = settings.IDP.public_url
    lines = {
        "OIDC_ISSUER": issuer,
        "OIDC_DISCOVERY_URL": f"{issuer}/.well-known/openid-configuration",
        "OIDC_CLIENT_ID": shlex.quote(client.client_id),
    }
    if holds_secret(client):
        lines["OIDC_CLIENT_SECRET"] = client_secret or ""
    if client.redirect_uris:
        lines["OIDC_REDIRECT_URI"] = shlex.quote(client.redirect_uris.split()[0])
        lines["OIDC_SCOPE"] = f'"{client.scope}"'
    missing = "" if client_secret or not holds_secret(client) else "  # " + _("shown once, when it was made")
    return "\n".join(f"{name}={value}" + (missing if name == "OIDC_CLIENT_SECRET" else "") for name, value in lines.items())


def _values(framework: Framework, client: Client, client_secret: str | None) -> dict[str, Any]:
    """What the templates may name: texts as literals of the language, with their quotes."""
    redirect_uri = (client.redirect_uris.split() or [framework.redirect_uri])[0]
    parts, own = urlsplit(redirect_uri), urlsplit(framework.redirect_uri)
    is_local = parts.scheme == "http"
    origin = f"{parts.scheme}://{parts.netloc}"
    after_logout = client.post_logout_redirect_uris.split()
    texts = {
        "issuer": settings.IDP.public_url,
        "discovery_url": f"{settings.IDP.public_url}/.well-known/openid-configuration",
        "authorization_endpoint": f"{settings.IDP.public_url}/oauth2/authorize",
        "token_endpoint": f"{settings.IDP.public_url}/oauth2/token",
        "userinfo_endpoint": f"{settings.IDP.public_url}/oauth2/userinfo",
        "jwks_uri": f"{settings.IDP.public_url}/oauth2/jwks",
        "client_id": client.client_id,
        "client_secret": client_secret or _("the client secret"),
        "auth_method": client.token_endpoint_auth_method,
        "redirect_uri": redirect_uri,
        "post_logout_redirect_uri": after_logout[0] if after_logout else f"{origin}/",
        "origin": origin,
        "path": parts.path,
        "listen": f"{own.hostname}:{parts.port if is_local and parts.port else own.port}",
        "scope": client.scope,
        "id_token_alg": client.id_token_signed_response_alg,
        "fresh_key": secrets.token(192),  # for the app's own cookies; another one at each look
    }
    plain = {
        "host": own.hostname,
        "port": parts.port if is_local and parts.port else own.port,
        "is_local": is_local,
        "is_issuer_local": settings.IDP.is_loopback,
    }
    return {name: _literal(text) for name, text in texts.items()} | plain


def _filled(framework: Framework, name: str, values: Mapping[str, Any]) -> str:
    template = f"web/snippets/{framework.name}/{PurePosixPath(name).name}.txt"
    return render_to_string(template, dict(values)).strip()  # strip also takes the mark off: the page escapes it


def _is_in_environment(framework: Framework, client: Client) -> bool:
    return holds_secret(client) and framework.name not in {"oauth2-proxy", "apache"}


def _literal(text: str) -> str:
    """A text as a literal of Python, JavaScript, JSON and TOML alike."""
    return mark_safe(json.dumps(text))  # noqa: S308 - safe for code, not for pages
