"""The software that people connect: what each needs registered, and the code that signs people in with it.

The code of a framework is a folder of templates under ``web/snippets``. The page shows it filled in, and tests/quickstarts
runs what the page shows; a framework whose code no test runs says so.
"""

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.clients.models import Client
from idp.core import secrets
from idp.web.manage.client_types import holds_secret, type_of

AT_THE_END = gettext_lazy("at the end of the file")
BESIDE_MANAGE = gettext_lazy("beside manage.py")
IN_SERVER_ROOT = gettext_lazy("in /etc/apache2, the ServerRoot")
ON_YOUR_PAGES = gettext_lazy("for the pages of your site")
BEHIND_ANOTHER = gettext_lazy(
    "It listens at %(listen)s, for its own machine: the web server of %(origin)s must pass requests on to it."
)
AS_FILES = gettext_lazy("Let the web server of %(origin)s serve the folder dist, and its index.html at every unknown path.")


@dataclass(frozen=True)
class Framework:
    """``client_type`` and ``auth_method`` are what it registers as; ``files`` maps a file to where its code belongs.

    ``run`` starts it on the person's own machine; ``deploy`` is the command, where it is another, and ``note`` what else is to
    be done, for an https address.
    """

    name: str
    title: str
    hint: Any
    client_type: str
    redirect_uri: str
    install: str
    run: str
    files: Mapping[str, Any]
    auth_method: str = ""  # that of the client type
    deploy: str = ""
    note: Any = BEHIND_ANOTHER
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
            "http://localhost:5173/callback", "npm install openid-client", "npx vite --host {host} --port {port} --strictPort",
            {"src/main.jsx": ""}, deploy="npx vite build", note=AS_FILES,
        ),
        Framework(
            "django", "Django", gettext_lazy("A site that signs people in with mozilla-django-oidc."), "web",
            "http://127.0.0.1:8002/oidc/callback/", "pip install mozilla-django-oidc",
            "python manage.py migrate\npython manage.py runserver {listen}",
            {"settings.py": AT_THE_END, "urls.py": "", "sign_in.py": BESIDE_MANAGE},
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
            "oauth2-proxy --config oauth2-proxy.cfg", {"oauth2-proxy.cfg": "", "sign-out.html": ON_YOUR_PAGES},
        ),
        Framework(
            "apache", "Apache (mod_auth_openidc)", gettext_lazy("A web server that lets only signed-in people in."), "web",
            "http://127.0.0.1:8080/oidc/callback", "apt install apache2 libapache2-mod-auth-openidc", "apachectl -k graceful",
            {"gatehouse.conf": "", "not-signed-in.html": IN_SERVER_ROOT, "sign-out.html": ON_YOUR_PAGES}, note="",
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where an app runs: it listens at ``host`` and ``port``, people open ``origin``; ``note`` says what leads there."""

    origin: str
    host: str
    port: int
    is_local: bool
    note: str = ""

    @property
    def url(self) -> str:
        return f"{self.origin}/"

    @property
    def listen(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


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


def place_of(framework: Framework, client: Client) -> Place:
    """Where the app of a client runs: at its redirect URI while that is on a loopback address, else behind another server.

    A cookie belongs to one host, so an app that is opened as 127.0.0.1 and called back as localhost has lost its state.
    """
    parts, own = urlsplit(_redirect_uri(framework, client)), urlsplit(framework.redirect_uri)
    is_local = parts.scheme == "http"  # registered on loopback addresses alone
    host, port = (parts.hostname, parts.port or 80) if is_local else (own.hostname, own.port)
    place = Place(f"{parts.scheme}://{parts.netloc}", host or "", port or 80, is_local)
    if is_local or not framework.note:
        return place
    return replace(place, note=framework.note % {"origin": place.origin, "listen": place.listen})


def snippets(framework: Framework, client: Client, client_secret: str | None) -> list[Snippet]:
    """What to install, to write and to run. Without the secret a placeholder stands in its place."""
    values = _values(framework, client, client_secret)
    found = [Snippet(_("Install"), framework.install)]
    for name, where in framework.files.items():
        title = f"{name} ({where})" if where else name
        found.append(Snippet(title, _filled(framework, name, values), name))
    secret = [f"export OIDC_CLIENT_SECRET={values['client_secret']}"] if _is_in_environment(framework, client) else []
    place = place_of(framework, client)
    run = framework.run if place.is_local else framework.deploy or framework.run
    run = run.format(host=place.host, port=place.port, listen=place.listen)
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
    place, redirect_uri = place_of(framework, client), _redirect_uri(framework, client)
    path = urlsplit(redirect_uri).path
    after_logout = [uri for uri in client.post_logout_redirect_uris.split() if f"{uri}/".startswith(place.url)]
    texts = {
        "issuer": settings.IDP.public_url,
        "issuer_host": urlsplit(settings.IDP.public_url).netloc,
        "discovery_url": f"{settings.IDP.public_url}/.well-known/openid-configuration",
        "authorization_endpoint": f"{settings.IDP.public_url}/oauth2/authorize",
        "token_endpoint": f"{settings.IDP.public_url}/oauth2/token",
        "userinfo_endpoint": f"{settings.IDP.public_url}/oauth2/userinfo",
        "jwks_uri": f"{settings.IDP.public_url}/oauth2/jwks",
        "client_id": client.client_id,
        "client_secret": client_secret or _("the client secret"),
        "auth_method": client.token_endpoint_auth_method,
        "redirect_uri": redirect_uri,
        "post_logout_redirect_uri": after_logout[0] if after_logout else "",
        "end_session_endpoint": f"{settings.IDP.public_url}/oauth2/logout",
        "origin": place.origin,
        "own_host": urlsplit(redirect_uri).hostname or "",
        "path": path,
        "route": path.removeprefix("/"),
        "listen": place.listen,
        "host": place.host,
        "scope": client.scope,
        "id_token_alg": client.id_token_signed_response_alg,
        "fresh_key": secrets.token(192),  # for the app's own cookies; another one at each look
    }
    asked = {"client_id": client.client_id} | ({"post_logout_redirect_uri": after_logout[0]} if after_logout else {})
    plain = {
        "port": place.port,
        "after_logout": bool(after_logout),
        "after_logout_quoted": quote(after_logout[0], safe="") if after_logout else "",
        "end_session_quoted": quote(f"{settings.IDP.public_url}/oauth2/logout?{urlencode(asked)}", safe=""),
        "path_in_html": path,
        "is_local": place.is_local,
        "is_issuer_local": settings.IDP.is_loopback,
    }
    return {name: _literal(text) for name, text in texts.items()} | plain


def _redirect_uri(framework: Framework, client: Client) -> str:
    return str((client.redirect_uris.split() or [framework.redirect_uri])[0])


def _filled(framework: Framework, name: str, values: Mapping[str, Any]) -> str:
    template = f"web/snippets/{framework.name}/{PurePosixPath(name).name}.txt"
    return render_to_string(template, dict(values)).strip()  # strip also takes the mark off: the page escapes it


def _is_in_environment(framework: Framework, client: Client) -> bool:
    return holds_secret(client) and framework.name not in {"oauth2-proxy", "apache"}


def _literal(text: str) -> str:
    """A text as a literal of Python, JavaScript, JSON and TOML alike."""
    return mark_safe(json.dumps(text))  # noqa: S308 - safe for code, not for pages
