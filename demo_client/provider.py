"""The identity provider as seen from here, and every check of what it says (spec: OpenID Connect Core §3.1.3.7)."""

import time
from typing import Any
from urllib.parse import quote_plus, urlsplit

from authlib.integrations.flask_client import OAuth, OAuthError
from authlib.oauth2.claims import JWTClaims
from authlib.oidc.core import CodeIDToken
from flask import Flask
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry
from requests import RequestException

Claims = dict[str, Any]
SKEW_SECONDS = 60  # how far two honest clocks may differ
FRESH_SECONDS = 300  # tokens come straight from the provider, so they were issued just now
REGISTRY = JWSRegistry(algorithms=["RS256"], strict_check_header=False)  # as registered; a header never chooses
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"


def require(condition: object, reason: str, error: str = "refused") -> None:
    """Refuse what the provider, or somebody in its name, has sent unless the condition holds."""
    if not condition:
        raise OAuthError(error, reason)


class Provider:
    """One issuer; what it publishes is loaded when first needed, so either side may start first."""

    def __init__(self, app: Flask, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer, self.client_id, self.unknown_kid_at = issuer, client_id, float("-inf")
        # Authlib by itself neither compares aud with the client nor looks at an empty at_hash.
        self.expected = {"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}}
        self.expected |= {"exp": {"essential": True}, "iat": {"essential": True}}
        self.expected |= {"sub": {"allow_blank": False}, "at_hash": {"allow_blank": False}}
        self.basic = (quote_plus(client_id), quote_plus(client_secret))  # RFC 6749 §2.3.1; Authlib does not encode
        options = {"scope": "openid profile email", "code_challenge_method": "S256", "default_timeout": 5}
        options["trust_env"] = urlsplit(issuer).hostname not in ("localhost", "127.0.0.1")  # a proxy is for far hosts
        url = issuer.rstrip("/") + "/.well-known/openid-configuration"
        self.oauth: Any = OAuth(app).register("op", client_id=client_id, server_metadata_url=url, client_kwargs=options)

    def metadata(self) -> Claims:
        """The discovery document of this very issuer. Spec: OpenID Connect Discovery 1.0 §4.3"""
        found: Claims = self.oauth.load_server_metadata()
        if found.get("issuer") != self.issuer:  # Authlib does not compare
            found.clear()
            raise RequestException("The discovery document names another issuer.")
        return found

    def tokens(self, **form: str) -> Claims:
        """Redeem a code or a refresh token. Spec: RFC 6749 §4.1.3 and §6, RFC 7636 §4.5"""
        tokens = self.metadata() and self.oauth.fetch_access_token(auth=self.basic, allow_redirects=False, **form)
        require(str(tokens.get("token_type")).lower() == "bearer" and tokens.get("access_token"), "No bearer token.")
        return dict(tokens)

    def userinfo(self, access_token: str, sub: str) -> Claims:
        """More about this very person. Spec: OpenID Connect Core §5.3.2"""
        url = self.metadata().get("userinfo_endpoint")
        found: Claims = self.oauth.get(url, token={"access_token": access_token}).json() if url else {"sub": sub}
        require(found.get("sub") == sub, "Userinfo speaks of another person (sub).")
        return found

    def id_token(self, tokens: Claims, nonce: str | None) -> Claims:
        """The verified claims; a refresh has no nonce. Spec: OpenID Connect Core §3.1.3.7"""
        params = {"client_id": self.client_id, "nonce": nonce, "access_token": tokens["access_token"]}
        return self._verified(tokens.get("id_token"), ("", "jwt"), CodeIDToken, params)

    def logout_token(self, value: str | None) -> Claims:
        """The verified claims; the caller checks the replay. Spec: OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6

        Its typ is only recommended: the logout event and the missing nonce tell it from an ID token.
        """
        claims = self._verified(value, ("", "logout+jwt"), JWTClaims, {})
        events = claims.get("events")
        require(isinstance(events, dict) and isinstance(events.get(LOGOUT_EVENT), dict), "There is no logout event.")
        require("nonce" not in claims, "A logout token has no nonce.")
        require(claims.get("jti") and (claims.get("sub") or claims.get("sid")), "Without jti, or without sub and sid.")
        return claims

    def _verified(self, value: Any, types: tuple[str, ...], kind: type[JWTClaims], params: Claims) -> Claims:
        """Check type, signature and the claims common to all tokens. Spec: RFC 8725 §3; RFC 7519 §7.2"""
        keys: Any = self.metadata() and self.oauth.fetch_jwk_set()
        try:
            try:
                token = jwt.decode(value, _signing_keys(keys), registry=REGISTRY)
            except InvalidKeyIdError:  # a new key; an invented one may cause one request a minute, no more
                if time.monotonic() - self.unknown_kid_at > 60:
                    self.unknown_kid_at = time.monotonic()
                    keys = self.oauth.fetch_jwk_set(force=True)
                token = jwt.decode(value, _signing_keys(keys), registry=REGISTRY)
            kind(token.claims, token.header, self.expected, params).validate(leeway=SKEW_SECONDS)
        except (JoseError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise OAuthError("refused", f"The token is not valid: {error}") from error
        typ = str(token.header.get("typ", "")).lower().removeprefix("application/")
        require(typ in types, "This is a token of another kind (typ).")
        require(token.claims["iat"] > time.time() - FRESH_SECONDS, "The token was issued too long ago (iat).")
        return token.claims


def _signing_keys(published: Any) -> KeySet:
    """Those of the registered algorithm: a token without kid is of the only one. Spec: OpenID Connect Core §10.1"""
    wanted = {"kty": "RSA", "use": "sig", "alg": "RS256"}
    suitable = [key for key in published["keys"] if all(key.get(name, value) == value for name, value in wanted.items())]
    return KeySet.import_key_set({"keys": suitable})


def check_authentication(claims: Claims, started_at: float, max_age: int | None, acr: list[str]) -> None:
    """Check that the sign-in is as fresh and as strong as asked. Spec: OpenID Connect Core §3.1.2.1, §5.5.1.1"""
    if max_age is not None:  # Authlib takes 0 for "not asked", and never compares the time
        auth_time: Any = claims.get("auth_time")
        require(type(auth_time) in (int, float), "The provider does not say when you signed in (auth_time).")
        # Counted from the request: whoever is slow to type a code has still just signed in.
        fresh = started_at - max_age - SKEW_SECONDS <= auth_time <= time.time() + SKEW_SECONDS
        require(fresh, "The sign-in is older than max_age allows (auth_time).")
    require(not acr or claims.get("acr") in acr, "The sign-in is weaker than required (acr).")
