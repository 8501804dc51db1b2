"""Authorization requests of a walk, and whether the codes that come back tell the truth."""

import json
from dataclasses import dataclass, field

from idp.core import clock
from idp.mfa.policy import rank
from tests.rp import Flow, claims_of
from tests.walks.browser import Arrival
from tests.walks.ledger import APP, Ledger
from tests.walks.world import World

REFUSALS = {"login_required", "interaction_required", "consent_required"}  # what prompt=none may be answered
ESSENTIAL = json.dumps({"id_token": {"acr": {"essential": True, "values": ["mfa"]}}})
VARIANTS: tuple[dict[str, str], ...] = (
    {},
    {},
    {"prompt": "login"},
    {"prompt": "consent"},
    {"prompt": "login consent"},
    {"prompt": "create"},
    {"prompt": "none"},
    {"max_age": "0"},
    {"max_age": "300"},
    {"acr_values": "mfa"},
    {"claims": ESSENTIAL},
    {"response_mode": "form_post"},
    {"scope": "openid email offline_access"},
)


@dataclass
class Flows:
    """Every request that this browser was sent with, by its state."""

    world: World
    ledger: Ledger
    opened: dict[str, tuple[Flow, int]] = field(default_factory=dict)
    id_tokens: list[tuple[str, str]] = field(default_factory=list)  # e-mail, token

    def begin(self, client: int, variant: int, hint: int = -1) -> Flow:
        """A new request; ``hint`` chooses somebody who has signed in before."""
        values = dict(VARIANTS[variant % len(VARIANTS)])
        if self.id_tokens and hint >= 0 and values.get("prompt") != "create":  # a new account is nobody's that has a token
            values["id_token_hint"] = self.id_tokens[hint % len(self.id_tokens)][1]
        rp = self.world.stage.all()[client % 4]
        flow = rp.begin(**values)
        self.opened[flow.parameters["state"]] = (flow, self.ledger.step)
        return flow

    def hinted(self, flow: Flow) -> str:
        """Whom the request names."""
        hint = flow.parameters.get("id_token_hint")
        return next((email for email, token in self.id_tokens if token == hint), "")

    def is_for_another(self, email: str) -> bool:
        """Whether some request named a person, and it is not this one."""
        return any(self.hinted(flow) not in ("", email) for flow, _step in self.opened.values())

    def judge(self, arrival: Arrival) -> bool:
        """Whether the browser brings a code, whose tokens say nothing that was not proved. Raises: AssertionError."""
        given = arrival.parameters
        flow, since = self.opened[given["state"]]
        assert arrival.url.startswith(flow.parameters["redirect_uri"]), arrival.url
        assert given["iss"] == "http://localhost:8000"
        if "error" in given:
            may = REFUSALS if flow.parameters.get("prompt") == "none" else {"access_denied"} if self.ledger.denied else set()
            may = may | {"login_required"} if self.hinted(flow) else may  # somebody else sat there and went back
            assert given["error"] in may, f"{given['error']} for {flow.parameters}: {given.get('error_description')}"
            return False
        self._tokens(flow, since, given["code"])
        return True

    def _tokens(self, flow: Flow, since: int, code: str) -> None:
        answer = flow.redeem(code)
        assert answer.status_code == 200, answer.content
        token = answer.json()["id_token"]
        claims = claims_of(token)
        session = self.ledger.session
        assert session is not None and session.user is not None, "a code without a session"
        email = session.user.email
        assert (claims["sub"], claims["sid"]) == (session.user.sub, session.sid)
        assert claims["nonce"] == flow.parameters["nonce"]
        assert claims["auth_time"] == clock.to_unix(session.authenticated_at)
        assert claims["acr"] == session.acr and claims["amr"] == session.amr, f"{claims['acr']} from {session.acr}"
        self._demands(flow, since, email, claims["acr"])
        self._consent(flow, since, email)
        self.id_tokens.append((email, token))

    def _demands(self, flow: Flow, since: int, email: str, acr: str) -> None:
        asked = flow.parameters
        if "claims" in asked or flow.client is self.world.stage.strict:
            assert rank(acr) >= APP, f"{acr} where mfa was demanded"
        if "login" in asked.get("prompt", "") or asked.get("max_age") == "0":
            given = [proof for proof in self.ledger.proofs if proof.rank == 0 and self.ledger.counts(proof, email)]
            assert any(proof.step > since for proof in given), f"{email} was not asked for the password again"
        if asked.get("max_age") == "300":
            young = clock.unix_time() - clock.to_unix(self.ledger.session.authenticated_at) <= 300
            assert young or any(proof.step > since for proof in self.ledger.proofs if proof.rank == 0), "older than max_age"
        assert self.hinted(flow) in ("", email), f"{email} answers for {self.hinted(flow)}"

    def _consent(self, flow: Flow, since: int, email: str) -> None:
        stage = self.world.stage
        if flow.client in (stage.trusted, stage.strict) and "consent" not in flow.parameters.get("prompt", ""):
            return
        again = flow.client is stage.native or "consent" in flow.parameters.get("prompt", "")
        given = [step for who, client, step in self.ledger.allowed if (who, client) == (email, flow.client.client_id)]
        assert any(step > (since if again else -1) for step in given), f"{email} did not allow {flow.client.client_id}"
