"""What may end a session from outside: LO-06 (spec: OpenID Connect Back-Channel Logout 1.0 §2.6)."""

import time
from collections.abc import Callable

import pytest
import requests

from .conftest import Client
from .provider import EVENT, FOREIGN_KEY, Provider, hs256, sign

NOW = time.time


def send(client: Client, token: str) -> requests.Response:
    """Post a logout token as the provider does: without the person's cookie."""
    return requests.post(client.base + "/backchannel-logout", data={"logout_token": token}, timeout=5)


def good(provider: Provider, **changes: object) -> str:
    """A signed logout token with these changes."""
    return sign(provider.logout_claims(**changes), typ="logout+jwt")


@pytest.mark.parametrize("left_out", ["sub", "sid", None])
def test_ends_the_session(ada: Client, provider: Provider, left_out: str | None) -> None:
    ada.sign_in()
    answer = send(ada, good(provider, **({left_out: None} if left_out else {})))
    assert (answer.status_code, answer.text, answer.headers["Cache-Control"]) == (200, "", "no-store")
    assert ada.claims() is None


def test_typ_is_only_recommended(ada: Client, provider: Provider) -> None:
    """OpenID Connect Back-Channel Logout 1.0 §2.4."""
    ada.sign_in()
    assert send(ada, sign(provider.logout_claims(), typ=None)).status_code == 200 and ada.claims() is None


def test_sid_ends_one_session_and_sub_alone_ends_all(ada: Client, mallory: Client, provider: Provider) -> None:
    ada.sign_in()
    provider.sid = "sid-2"
    mallory.sign_in()  # the same person in another browser
    assert send(ada, good(provider, sid="sid-2")).status_code == 200
    assert ada.claims() is not None and mallory.claims() is None
    assert send(ada, good(provider, sid=None)).status_code == 200 and ada.claims() is None


@pytest.mark.parametrize("changes", [{"sid": "other"}, {"sub": "other"}, {"sub": "other", "sid": None}])
def test_speaks_only_of_its_own_session(ada: Client, provider: Provider, changes: dict[str, object]) -> None:
    ada.sign_in()
    assert send(ada, good(provider, **changes)).status_code == 200 and ada.claims() is not None


ATTACKS: dict[str, Callable[[Provider], str]] = {
    "unsigned": lambda p: good(p).rsplit(".", 1)[0] + ".",
    "alg none": lambda p: sign(p.logout_claims(), alg="none", typ="logout+jwt"),
    "HS256 with the public key": lambda p: hs256(p.logout_claims(), typ="logout+jwt"),
    "another key": lambda p: sign(p.logout_claims(), typ="logout+jwt", key=FOREIGN_KEY),
    "unknown kid": lambda p: sign(p.logout_claims(), typ="logout+jwt", kid="x", key=FOREIGN_KEY),
    "with nonce": lambda p: good(p, nonce="n"),
    "no events": lambda p: good(p, events=None),
    "another event": lambda p: good(p, events={"urn:other": {}}),
    "event not an object": lambda p: good(p, events={EVENT: True}),
    "events not an object": lambda p: good(p, events=[EVENT]),
    "another aud": lambda p: good(p, aud="other"),
    "no aud": lambda p: good(p, aud=None),
    "another iss": lambda p: good(p, iss="https://evil.example"),
    "no iss": lambda p: good(p, iss=None),
    "iat ten minutes ago": lambda p: good(p, iat=int(NOW()) - 600),
    "iat ten minutes ahead": lambda p: good(p, iat=int(NOW()) + 600),
    "no iat": lambda p: good(p, iat=None),
    "expired": lambda p: good(p, exp=int(NOW()) - 90),
    "no exp": lambda p: good(p, exp=None),
    "no jti": lambda p: good(p, jti=None),
    "jti not a string": lambda p: good(p, jti=["j"]),
    "neither sub nor sid": lambda p: good(p, sub=None, sid=None),
    "an id_token": lambda p: sign(p.logout_claims()),
    "an access token": lambda p: sign(p.logout_claims(), typ="at+jwt"),
    "an id_token without typ": lambda p: sign(p.logout_claims(events=None, nonce="n"), typ=None),
    "another key without kid": lambda p: sign(p.logout_claims(), typ="logout+jwt", kid=None, key=FOREIGN_KEY),
    "garbage": lambda p: "garbage",
    "empty": lambda p: "",
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_lo_06_refused(ada: Client, provider: Provider, attack: Callable[[Provider], str]) -> None:
    ada.sign_in()
    answer = send(ada, attack(provider))
    assert (answer.status_code, answer.headers["Cache-Control"]) == (400, "no-store")
    assert answer.json()["error"] == "invalid_request" and ada.claims() is not None


def test_lo_06_replayed_jti(ada: Client, provider: Provider) -> None:
    token = good(provider)
    ada.sign_in()
    assert send(ada, token).status_code == 200
    ada.sign_in()
    assert send(ada, token).status_code == 400 and ada.claims() is not None


def test_refused_token_does_not_burn_its_jti(ada: Client, provider: Provider) -> None:
    ada.sign_in()
    claims = provider.logout_claims(jti="same")
    assert send(ada, sign(claims, typ="logout+jwt", key=FOREIGN_KEY)).status_code == 400
    assert send(ada, sign(claims, typ="logout+jwt")).status_code == 200 and ada.claims() is None


def test_without_a_token_or_by_get(ada: Client) -> None:
    assert requests.post(ada.base + "/backchannel-logout", timeout=5).status_code == 400
    assert requests.get(ada.base + "/backchannel-logout", timeout=5).status_code == 405
