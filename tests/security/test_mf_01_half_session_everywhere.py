"""MF-01, MF-02: with the password alone, an attacker asks every route of the URL map. OWASP ASVS 2.3.1, 6.3.4."""

import re

import pytest

from idp.core.routes import Policy, patterns
from idp.oidc.models import Grant
from idp.sessions.models import Session
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.sign_ins import half_session, signed_in
from tests.security.standing import tells_nothing

pytestmark = pytest.mark.django_db(transaction=True)
GUARDED = (Policy.SESSION, Policy.SUDO, Policy.STAFF, Policy.ADMIN)
TO_SIGN_IN = re.compile(r"/(interaction/start\?|admin/login/\?|admin/$)")


def test_half_a_sign_in_opens_no_route() -> None:
    alice, browser = make_person(totp=True, is_admin=True), Browser()
    rp = make_rp()
    page = half_session(browser, alice, flow=rp.begin())
    browser.http.handler.enforce_csrf_checks = False  # else that check answers first
    interaction_id = page.path.split("/")[2]
    tried = 0
    for pattern, route in patterns():
        path = "/" + re.sub(r"\^?\(\?P<app_label>.*", "accounts/", pattern.replace("<str:interaction_id>", interaction_id))
        path = re.sub(r"<[a-z:_]+>", "mfa" if "slug" in path else "1", re.sub(r"\(\?P<url>.*", "x/", path))
        policy, answer = getattr(route.callback, "route_policy", None), browser.http.get(path)
        if answer.status_code == 405 and policy in GUARDED:
            answer = browser.http.post(path)
        _refused(policy, path, answer)
        tried += 1
    assert tried > 50
    assert not Session.objects.exists() and not Grant.objects.exists()


def _refused(policy: Policy | None, path: str, answer: object) -> None:
    status, body = answer.status_code, answer.content.decode()
    assert "Signed in as" not in body and "Change two-step" not in body, path
    if policy in GUARDED or path.startswith("/admin/"):
        assert status == 404 or (status in (302, 303) and TO_SIGN_IN.match(answer["Location"])), path
    elif policy in (Policy.BEARER, Policy.CLIENT):
        assert status in (401, 405), (path, status)
    if path != "/readyz":  # it may say 503: a test has no signing keys yet
        tells_nothing(answer)


@pytest.mark.parametrize("consented", [True, False])
def test_the_authorization_endpoint_gives_no_code(consented: bool) -> None:
    alice, rp, browser = make_person(totp=True), make_rp(), Browser()
    if consented:
        rp.begin().sign_in(Browser(), alice)
    before = Grant.objects.count()
    half_session(browser, alice)
    place = rp.begin().open(browser)
    assert isinstance(place, Page) and place.slug == "login"
    silent = browser.http.get(rp.begin(prompt="none").url)
    assert "error=login_required" in silent["Location"] and "code=" not in silent["Location"]
    assert Grant.objects.count() == before
    assert not signed_in(browser)


@pytest.mark.parametrize("slug", ["consent", "recovery-codes", "enrol-totp", "verify-email"])
def test_a_later_page_of_the_interaction_leads_back_to_the_factor(slug: str) -> None:
    alice, browser = make_person(totp=True), Browser()
    page = half_session(browser, alice)
    place = browser.submit(Page(page.response, page.path.replace("mfa-totp", slug)), decision="allow", saved="yes", code="1")
    assert isinstance(place, Page) and place.slug == "mfa-totp"
    assert not Grant.objects.exists() and not Session.objects.exists()
