"""An OpenID provider in memory whose every answer a test can bend (spec: OpenID Connect Core §3.1)."""

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import RSAKey

Claims = dict[str, Any]
CLIENT_ID, CLIENT_SECRET = "demo", "a+b/c%d e"  # a secret that must be form-encoded in the Basic header
EVENT = "http://schemas.openid.net/event/backchannel-logout"
KEY, FOREIGN_KEY = RSAKey.generate_key(2048), RSAKey.generate_key(2048)


def sign(claims: Any, alg: str = "RS256", kid: str | None = "k1", typ: str | None = "JWT", key: Any = KEY) -> str:
    """A compact JWS, with whatever algorithm, key id and type the attack needs."""
    header = {name: value for name, value in (("alg", alg), ("kid", kid), ("typ", typ)) if value is not None}
    if alg == "none":
        return ".".join(_base64(json.dumps(part).encode()) for part in (header, claims)) + "."
    return jws.serialize_compact(header, json.dumps(claims), key, algorithms=[alg])


def hs256(claims: Any, typ: str = "JWT") -> str:
    """The classic confusion: HMAC with the published public key as the secret."""
    parts = ({"alg": "HS256", "kid": "k1", "typ": typ}, claims)
    signed = ".".join(_base64(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{_base64(hmac.digest(KEY.as_pem(private=False), signed.encode(), 'sha256'))}"


def half_hash(value: str) -> str:
    """Spec: OpenID Connect Core §3.1.3.6"""
    return _base64(hashlib.sha256(value.encode()).digest()[:16])


def _base64(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


class Provider:
    """Serves on a loopback port that the operating system chose; `bend_*` are the test's levers."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.codes: dict[str, dict[str, str]] = {}
        self.refresh_tokens: dict[str, Claims] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.metadata: Claims = {
            "issuer": self.issuer,
            **{f"{name}_endpoint": f"{self.issuer}/{name}" for name in ("authorization", "token", "userinfo", "end_session")},
            "jwks_uri": f"{self.issuer}/jwks",
            "authorization_response_iss_parameter_supported": True,
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],  # must not matter
        }
        self.bend_claims: Callable[[Claims], Any] = lambda claims: None
        self.bend_tokens: Callable[[Claims], Any] = lambda tokens: None
        self.signer: Callable[[Claims], str] = sign
        self.keys: list[Claims] = [{**KEY.as_dict(private=False), "kid": "k1", "use": "sig", "alg": "RS256"}]
        self.sub, self.sid, self.userinfo_sub = "ada-1", "sid-1", "ada-1"
        threading.Thread(target=self.server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()

    def close(self) -> None:
        """Stop serving and free the port."""
        self.server.shutdown()
        self.server.server_close()

    def count(self, path: str) -> int:
        """How often this path was asked for."""
        return sum(1 for seen, _ in self.requests if seen == path)

    def answer(self, location: str, **changes: str | None) -> dict[str, str]:
        """What the authorization endpoint returns for this request; a change to None leaves a parameter out."""
        asked = dict(parse_qsl(urlsplit(location).query))
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        answer = {"code": code, "state": asked["state"], "iss": self.issuer, **changes}
        return {name: value for name, value in answer.items() if value is not None}

    def logout_claims(self, **changes: Any) -> Claims:
        """The claims of a good logout token; a change to None leaves a claim out. Spec: Back-Channel Logout §2.4"""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "sub": self.sub,
            "sid": self.sid,
            "events": {EVENT: {}},
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, form: dict[str, str], authorization: str) -> tuple[int, Claims]:
        """Check what a server must check, then issue. Spec: RFC 6749 §4.1.3, RFC 7636 §4.6"""
        user, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        if (unquote_plus(user), unquote_plus(secret)) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token":
            asked = self.refresh_tokens.pop(form["refresh_token"], None)
            return (200, self.issue(asked, None)) if asked else (400, {"error": "invalid_grant"})
        asked = self.codes.get(form["code"])
        challenge = _base64(hashlib.sha256(form["code_verifier"].encode()).digest())
        if not asked or asked["redirect_uri"] != form["redirect_uri"] or asked["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant", "error_description": "<img src=x onerror=alert(1)>"}
        del self.codes[form["code"]]
        return 200, self.issue(asked, asked["nonce"])

    def issue(self, asked: Claims, nonce: str | None) -> Claims:
        """Tokens of one sign-in, bent as the test wants."""
        now, access_token, refresh_token = int(time.time()), secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        auth_time = asked.setdefault("auth_time", now)
        claims = {
            "iss": self.issuer,
            "sub": self.sub,
            "aud": CLIENT_ID,
            "exp": now + 600,
            "iat": now,
            "acr": "mfa",
            "auth_time": auth_time,
            "sid": self.sid,
            "at_hash": half_hash(access_token),
        }
        claims |= {"nonce": nonce} if nonce else {}
        self.bend_claims(claims)
        self.refresh_tokens[refresh_token] = asked
        tokens = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": 300,
            "refresh_token": refresh_token,
            "id_token": self.signer(claims),
        }
        self.bend_tokens(tokens)
        return tokens

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            """Four documents and one form."""

            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                provider.requests.append((path, {}))
                userinfo = {"sub": provider.userinfo_sub, "email": "ada@example.org"}
                documents = {
                    "/.well-known/openid-configuration": provider.metadata,
                    "/userinfo": userinfo,
                    "/jwks": {"keys": provider.keys},
                }
                self._send(200 if path in documents else 404, documents.get(path, {}))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(body).items()}
                provider.requests.append((self.path, form))
                self._send(*provider.token(form, self.headers.get("Authorization", "")))

            def _send(self, status: int, document: Claims) -> None:
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args: Any) -> None:
                """Stay silent."""

        return Handler


def query(answer: dict[str, str]) -> str:
    """The query string of an authorization response."""
    return "?" + urlencode(answer)
