"""Proofs about what tokens say and how they end: auth_time per session, acr of an e-mail code, sign-out everywhere.

Spec: OpenID Connect Core §2 (auth_time, acr); NIST SP 800-63B §3.1.3.1; OpenID Connect Back-Channel Logout 1.0.
"""

import json
import time

from idp.lifecycle import sign_out
from idp.operations.prove.browser import Arrival, Page, require
from idp.operations.prove.guests import ACTOR, House, claims_of, error_of, granted, userinfo


def two_sessions(house: House) -> str:
    """One person in two browsers: each session has its own auth_time and sid, and a refresh changes neither."""
    guest = house.invite()
    first, second = house.flow(), house.flow()
    one = first.tokens(house.browser(), guest)
    time.sleep(1.1)
    two = second.tokens(house.browser(), guest)
    before, other = claims_of(one["id_token"]), claims_of(two["id_token"])
    require(before["auth_time"] < other["auth_time"], "the second sign-in does not say a later auth_time")
    require(before["sid"] != other["sid"], "two browsers share a sid")
    after = claims_of(granted(first.refresh(one["refresh_token"]))["id_token"])
    kept = all(after[name] == before[name] for name in ("auth_time", "sid", "acr", "sub"))
    require(kept, "a refresh changed what the ID token says of the sign-in")
    return f"{other['auth_time'] - before['auth_time']} s apart, and a refresh keeps it"


def mailed_code(house: House) -> str | None:
    """A code by e-mail never becomes ``mfa``: a wish is answered with the truth, a demand leads to adding an app."""
    if house.mail_folder is None:
        return None
    guest, wish = house.invite(app=False), house.flow(acr_values="mfa")
    claims = claims_of(wish.tokens(house.browser(), guest)["id_token"])
    require((claims["acr"], claims["amr"]) == ("2fa-email", ["pwd", "otp"]), f"the token says {claims['acr']} {claims['amr']}")
    essential = json.dumps({"id_token": {"acr": {"essential": True, "values": ["mfa"]}}})
    other = house.invite(app=False)
    place = house.flow(claims=essential).walk(house.browser(), other, until="enrol-totp")
    require(not isinstance(place, Arrival), "a demand for mfa was answered after a code by e-mail")
    require(isinstance(place, Page) and "totp-secret" in place.ids, "a demand for mfa does not lead to adding an app")
    return "a wish gets 2fa-email, a demand leads to the app"


def signed_out_everywhere(house: House) -> str:
    """`idp user sign-out`: no session, access token or refresh token of the person works anywhere, from now on."""
    guest = house.invite()
    browsers, flows = [house.browser(), house.browser()], [house.flow(), house.flow()]
    held = [flow.tokens(browser, guest) for flow, browser in zip(flows, browsers, strict=True)]
    require(all(userinfo(house.browser(), tokens["access_token"]) == 200 for tokens in held), "tokens do not work before")
    sign_out.everywhere(guest.user, "signed out by the gauntlet", actor=ACTOR)
    for flow, browser, tokens in zip(flows, browsers, held, strict=True):
        require(userinfo(house.browser(), tokens["access_token"]) == 401, "an access token lives on")
        require(error_of(flow.refresh(tokens["refresh_token"])) == "invalid_grant", "a refresh token lives on")
        page = browser.get("/account")
        require(isinstance(page, Page) and page.slug == "login", "a session lives on")
        silent = browser.get(house.flow(prompt="none").url)
        require(isinstance(silent, Arrival) and silent.parameters.get("error") == "login_required", "a code was issued")
    return "two browsers, their tokens, and silent sign-in"
