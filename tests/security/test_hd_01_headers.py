"""HD-01, HD-02, CS-01: what proxies keep, frames show and pages may load. RFC 6749 §5.1; RFC 9700 §4.16; ASVS 3.4, 14."""

import pytest

from idp.mfa.models import Authenticator
from tests.factories.people import make_person, make_rp
from tests.rp import Arrival, Browser, Page, RelyingParty
from tests.security.sign_ins import another_way, at, half_session, page_of, sign_in

pytestmark = pytest.mark.django_db(transaction=True)
MUST_SAY = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
IN_A_POPUP = ("/interaction/", "/oauth2/", "/password/forgot")  # a client shows these in a window that must reach its opener


def guarded(answer: object) -> dict[str, list[str]]:
    """Every header that a page owes, and its Content-Security-Policy by directive."""
    headers = answer.headers
    for name, value in MUST_SAY.items():
        assert value in headers[name], (name, headers.get(name))
    csp = {part.split()[0]: part.split()[1:] for part in headers["Content-Security-Policy"].split(";")}
    for directive in ("default-src", "frame-ancestors", "base-uri", "object-src"):
        assert csp[directive] == ["'none'"], directive
    assert csp["script-src"] == csp["style-src"] == ["'self'"]
    assert "unsafe" not in headers["Content-Security-Policy"] and "*" not in headers["Content-Security-Policy"]
    assert "Permissions-Policy" in headers
    assert headers.get("Cross-Origin-Opener-Policy") == (
        None if answer.request["PATH_INFO"].startswith(IN_A_POPUP) else "same-origin"
    )
    return csp


def test_every_page_of_a_sign_in() -> None:
    alice, browser, rp = make_person(totp=True), Browser(), make_rp()
    flow = rp.begin()
    login = page_of(browser, flow)
    mfa = half_session(browser, alice, flow=flow)
    pages = [login, mfa, at(browser, mfa, "mfa"), another_way(browser, mfa, "email_otp"), another_way(browser, mfa, "recovery")]
    pages.append(browser.submit(mfa, code="000000"))
    consent = browser.submit(mfa, code=alice.totp())
    assert isinstance(consent, Page) and consent.slug == "consent"
    for page in [*pages, consent]:
        assert guarded(page.response)["form-action"] == ["'self'", "https:", "http:"] or set(
            guarded(page.response)["form-action"]
        ) == {"'self'", "https:", "http:"}
    arrival = browser.submit(consent, decision="allow")
    assert isinstance(arrival, Arrival) and arrival.response["Cache-Control"] == "no-store"
    for answer in [
        arrival.response,
        browser.http.get(rp.begin().url),
        browser.http.get(rp.begin(response_mode="form_post").url),
    ]:
        assert answer.status_code in (200, 303) and "Cross-Origin-Opener-Policy" not in answer


@pytest.mark.parametrize(
    "path", ["/account", "/account/mfa", "/manage/clients", "/manage/clients/new?type=web", "/admin/", "/oauth2/logout"]
)
def test_every_page_of_a_signed_in_person_posts_home_only(path: str) -> None:
    browser = sign_in(make_person(totp=True, is_admin=True))
    place = browser.get(path)
    assert isinstance(place, Page) and place.status == 200
    assert guarded(place.response)["form-action"] == ["'self'"]
    if path != "/oauth2/logout":
        page = browser.get("/account")
        browser.submit(page)
        after = browser.get(path)  # Back after signing out
        assert isinstance(after, Page) and after.slug == "login"


@pytest.mark.parametrize(
    "path",
    [
        "/oauth2/authorize",
        "/nowhere",
        "/interaction/x",
        "/interaction/x/login",
        "/interaction/x/restart",
        "/oauth2/logout?state=a&state=b",
    ],
)
def test_every_error_page(path: str) -> None:
    answer = Browser().http.get(path)
    assert 400 <= answer.status_code < 500
    assert guarded(answer)["form-action"] == ["'self'"]


def test_refused_forms() -> None:
    browser = Browser()
    page = page_of(browser)
    for headers, content_type in (
        ({"origin": "https://evil.example"}, "application/x-www-form-urlencoded"),
        ({}, "text/plain"),
    ):
        answer = browser.http.post(page.path, "a=b", content_type=content_type, headers=headers)
        assert answer.status_code in (403, 415)
        guarded(answer)


@pytest.mark.spec("RFC 6749", "5.1", "MUST")
def test_nobody_stores_what_machines_get() -> None:
    alice, rp, browser = make_person(totp=True), make_rp(trusted=True), Browser()
    flow = rp.begin()
    answer = flow.redeem(flow.sign_in(browser, alice).parameters["code"])
    tokens = answer.json()
    for each in [answer, *_answers(rp, tokens)]:
        assert each["Cache-Control"] == "no-store", each
        assert each["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in each and not each.cookies


def _answers(rp: RelyingParty, tokens: dict[str, str]) -> list[object]:
    return [
        rp.userinfo(tokens["access_token"]),
        rp.userinfo("x"),
        rp.introspect(tokens["access_token"]),
        rp.refresh("x"),
        rp.token({"grant_type": "x"}),
        rp.http.get("/api/v1/me"),
    ]


def test_the_seed_and_the_codes_are_kept_by_nobody() -> None:
    carol, browser = make_person(), Browser()
    page = half_session(browser, carol, flow=make_rp(trusted=True, minimum_acr="mfa").begin())
    enrol = browser.submit(page, code=carol.mailed_code())
    assert isinstance(enrol, Page) and enrol.soup.find(id="totp-secret") is not None
    guarded(enrol.response)
    codes = browser.submit(enrol, **carol.answers(enrol))
    assert isinstance(codes, Page) and codes.soup.find(id="recovery-codes") is not None
    guarded(codes.response)
    assert Authenticator.objects.count() == 1
