"""Serves the built React app on loopback, as a static host in production would.

`python -m idp.operations.demo.app_server DIST PORT ISSUER CLIENT_ID`: unknown paths get index.html, /config.json names
the issuer and the client, and every answer carries the app's own Content-Security-Policy.
"""

import json
import re
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

_SLASH_TOO_MANY = re.compile(r"/([\w-]+)/")  # where the relative addresses in the page would lead astray


def policy(issuer: str) -> str:
    """The app's Content-Security-Policy: its own files, and the issuer to talk to."""
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self' {issuer}; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


class AppHandler(SimpleHTTPRequestHandler):
    """Files of the build; paths of the app itself are index.html."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, issuer: str, client_id: str, **options: Any) -> None:
        self.issuer = issuer
        self.config = json.dumps({"issuer": issuer, "client_id": client_id}).encode()
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/config.json":
            self._config()
        elif name := _SLASH_TOO_MANY.fullmatch(path):
            self._to(f"/{name[1]}")
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """The file of a path; a path without a file in the build is the app's own, so it is index.html."""
        file = Path(super().translate_path(path))
        is_asset = unquote(urlsplit(path).path).startswith("/assets/")
        return str(file if file.is_file() or is_asset else Path(self.directory) / "index.html")

    def end_headers(self) -> None:
        hashed = urlsplit(self.path).path.startswith("/assets/")
        self.send_header("Cache-Control", "public, max-age=31536000, immutable" if hashed else "no-cache")
        self.send_header("Content-Security-Policy", policy(self.issuer))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "same-origin")  # the address of /callback holds a code
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the overridden parameter
        """Say nothing: the address of /callback holds a code."""

    def _to(self, path: str) -> None:
        query = urlsplit(self.path).query
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", f"{path}?{query}" if query else path)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _config(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(self.config)))
        self.end_headers()
        self.wfile.write(self.config)


class AppServer(ThreadingHTTPServer):
    """A thread a connection; a browser that hangs up is no error."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report what went wrong here, not what the other side broke off."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def main(dist: str, port: str, issuer: str, client_id: str) -> None:
    """Serve until stopped."""
    handler = partial(AppHandler, directory=dist, issuer=issuer, client_id=client_id)
    AppServer(("127.0.0.1", int(port)), handler).serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
