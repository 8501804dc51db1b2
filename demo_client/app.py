"""The pages of the sample client in the order of a sign-in (spec: OpenID Connect Core §3.1, RFC 9700)."""

import json
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_client import OAuthError
from flask import Flask, Response, redirect, render_template, request
from requests import RequestException
from werkzeug.exceptions import HTTPException

from demo_client.provider import Claims, Provider, check_authentication, require


@dataclass(eq=False)
class Browser:
    """What hangs on one cookie. Tokens stay in this memory."""

    flows: dict[str, Claims] = field(default_factory=dict)  # by state: one for each tab that is signing in
    session: Claims | None = None  # name, verified claims, tokens
    logout_state: str = ""
    ends_at: float = field(default_factory=lambda: time.time() + 12 * 3600)


class RelyingParty(Flask):
    """The application; one method for each page."""

    def __init__(self, issuer: str, client_id: str, client_secret: str, redirect_uri: str) -> None:
        super().__init__("demo_client")
        self.provider, self.redirect_uri = Provider(self, issuer, client_id, client_secret), redirect_uri
        self.start, self.secure = redirect_uri.removesuffix("callback"), redirect_uri.startswith("https:")
        self.cookie = "__Host-demo_client" if self.secure else "demo_client"
        self.browsers: dict[str, Browser] = {}  # by cookie
        self.logout_tokens: dict[str, Claims] = {}  # by jti
        self.get("/")(self.home)
        self.get("/login")(self.login)
        self.get("/callback")(self.callback)
        self.get("/protected")(self.protected)
        self.route("/refresh", methods=["GET", "POST"])(self.refresh)
        self.route("/logout", methods=["GET", "POST"])(self.logout)
        self.post("/backchannel-logout")(self.backchannel_logout)
        for expected in (OAuthError, RequestException, HTTPException):
            self.register_error_handler(expected, self.explain)
        self.before_request(self.refuse_foreign_page)
        self.after_request(self.harden)

    def home(self) -> str:
        """Who am I, or a link to sign in; the provider returns here after a sign-out."""
        browser = self._browser()
        signed_out = browser.logout_state and request.args.get("state") == browser.logout_state
        return render_template("home.html", session=browser.session, signed_out=signed_out)

    def login(self) -> Response:
        """Start a flow; another site may ask for it. Spec: OpenID Connect Core §3.1.2.1 and §4"""
        args, browser, issuer = request.args, self._browser(), self.provider.metadata()["issuer"]
        require(args.get("iss", issuer) == issuer, "This client trusts another issuer.")
        require(args.get("target_link_uri", self.start) in (self.start, self.start + "protected"), "No such page here.")
        asked = {name: args[name] for name in ("acr_values", "max_age", "prompt", "login_hint") if name in args}
        if essential := args.get("essential_acr", "").split():  # acr_values is a wish, this is a demand
            asked["claims"] = json.dumps({"id_token": {"acr": {"essential": True, "values": essential}}})
        flow = self.provider.oauth.create_authorization_url(self.redirect_uri, **asked)
        flow["asked"] = {"started_at": time.time(), "max_age": args.get("max_age", type=int), "acr": essential}
        flow["wished"] = args.get("acr_values", "").split()
        browser.flows[flow["state"]] = flow
        known = browser is self.browsers.get(request.cookies.get(self.cookie, ""))
        return self._redirect(flow["url"], None if known else browser)

    def callback(self) -> Response:
        """Take the answer: state, then iss, then error, only then the code. Spec: RFC 6749 §4.1.2, RFC 9207 §2.4"""
        args, browser = request.args, self._browser()
        require(all(len(values) == 1 for _, values in args.lists()), "The answer repeats a parameter.")
        flow = browser.flows.pop(args.get("state", ""), {})  # once, and only in the browser that began
        if not flow and browser.session:  # Back: that sign-in is done, and nothing of this answer is used
            return self._redirect(self.start + "protected")
        require(flow, "It was finished before, or it was started in another browser.", "unknown_state")
        promised = self.provider.metadata().get("authorization_response_iss_parameter_supported")
        iss = args.get("iss", "" if promised else self.provider.issuer)
        require(iss == self.provider.issuer, "The answer comes from another identity provider (iss).")
        require(args.get("code") and "error" not in args, "The identity provider did not sign you in.")
        try:
            sent = {"code_verifier": flow["code_verifier"], "redirect_uri": self.redirect_uri}
            tokens = self.provider.tokens(code=args["code"], **sent)
        except OAuthError as error:
            if error.error == "invalid_grant":  # the code of another tab or person: ours may still come
                browser.flows[args["state"]] = flow
            raise
        claims = self.provider.id_token(tokens, flow["nonce"])
        check_authentication(claims, **flow["asked"])
        name = self.provider.userinfo(tokens["access_token"], claims["sub"]).get("email", claims["sub"])
        missed = bool(flow["wished"]) and claims.get("acr") not in flow["wished"]  # a wish is none that must be granted
        browser.session = {"name": name, "claims": claims, "tokens": tokens, "missed": missed}
        return self._redirect(self.start + "protected", browser)

    def protected(self) -> Response | str:
        """A page for people who are signed in."""
        if (session := self._browser().session) is None:
            return self._redirect(self.start + "login")
        return render_template(
            "protected.html", session=session, issuer=self.provider.issuer, claims=json.dumps(session["claims"], indent=2)
        )

    def refresh(self) -> Response:
        """Swap the refresh token for fresh tokens of the same sign-in. Spec: OpenID Connect Core §12"""
        browser = self._browser()
        session = browser.session or {"tokens": {}}
        spent = session["tokens"].pop("refresh_token", None)  # two tabs must not both spend it
        require(spent, "There is no refresh token to use.")
        try:
            tokens = self.provider.tokens(grant_type="refresh_token", refresh_token=spent, scope="")
            if "id_token" in tokens:
                old, new = session["claims"], self.provider.id_token(tokens, None)
                kept = [name for name in ("iss", "sub", "aud", "auth_time", "azp", "nonce", "sid") if name in new]
                require(all(new[name] == old.get(name) for name in kept), "The refresh speaks of another sign-in.")
                session["claims"] = new
            session["tokens"].update(tokens)
        except OAuthError:
            browser.session = None  # it is over, or not to be trusted
            raise
        finally:  # a provider out of reach, or one that does not rotate
            session["tokens"].setdefault("refresh_token", spent)
        return self._redirect(self.start + "protected")

    def logout(self) -> Response:
        """Forget the session here, then end it at the provider. Spec: OpenID Connect RP-Initiated Logout 1.0 §2"""
        browser = self._browser()
        session, browser.session = browser.session, None
        if session is None or "end_session_endpoint" not in self.provider.metadata():
            return self._redirect(self.start)
        end = self.provider.oauth.create_logout_url(self.start, session["tokens"]["id_token"])
        browser.logout_state = end["state"]
        return self._redirect(end["url"])

    def backchannel_logout(self) -> tuple[Any, int]:
        """The provider says that a session has ended. Spec: OpenID Connect Back-Channel Logout 1.0 §2.5 to §2.8"""
        try:
            claims = self.provider.logout_token(request.form.get("logout_token"))
            require(self.logout_tokens.setdefault(claims["jti"], claims) is claims, "It was used before (jti).")
        except OAuthError as refusal:
            return {"error": "invalid_request", "error_description": refusal.description}, 400
        wanted = {name: claims[name] for name in ("sub", "sid") if name in claims}
        for browser in list(self.browsers.values()):
            if browser.session and wanted.items() <= browser.session["claims"].items():
                browser.session = None
        return "", 200

    def explain(self, error: Exception) -> tuple[str, int]:
        """A page that says why not; what came from outside is shown as text."""
        status = getattr(error, "code", 503 if isinstance(error, RequestException) else 400)
        return render_template("message.html", error=error, status=status, start=self.start), status

    def refuse_foreign_page(self) -> None:
        """No other site may sign a person out. Spec: W3C Fetch Metadata §2.3"""
        if request.endpoint in ("refresh", "logout"):
            require(request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin"), "Another site sent this.")

    def harden(self, reply: Response) -> Response:
        """The address of /callback holds a code, and pages hold claims: let neither leak."""
        csp = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
        reply.headers |= {"Content-Security-Policy": csp, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
        return reply

    def _browser(self) -> Browser:
        found = self.browsers.get(request.cookies.get(self.cookie, ""))
        return found if found and found.ends_at > time.time() else Browser()

    def _redirect(self, url: str, browser: Browser | None = None) -> Response:
        response: Any = redirect(url, 303 if request.method == "POST" else 302)
        if browser:  # under a new cookie, so that one set beforehand opens nothing
            for key, other in list(self.browsers.items()):
                if other is browser or other.ends_at < time.time():
                    self.browsers.pop(key, None)
            self.browsers[cookie := secrets.token_urlsafe(32)] = browser
            response.set_cookie(self.cookie, cookie, httponly=True, samesite="Lax", secure=self.secure)
        return response
