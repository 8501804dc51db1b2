"""CS-03: every change asked for by GET or HEAD, or by a POST in disguise. OWASP ASVS 3.5.3."""

import pytest

from idp.clients.models import Client
from idp.interaction.models import Interaction
from idp.mfa.models import Authenticator, RecoveryCode
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.rp import Browser, Page
from tests.security.sign_ins import page_of, sign_in, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
DISGUISES = [{}, {"x-http-method-override": "POST"}, {"x-method-override": "POST"}, {"x-http-method": "DELETE"}]


@pytest.mark.parametrize("headers", DISGUISES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_signed_in_nothing_changes(method: str, headers: dict[str, str]) -> None:
    adm, rp = make_person(totp=True, is_admin=True), make_rp()
    browser = sign_in(adm)
    handle, codes = Authenticator.objects.get().handle, set(RecoveryCode.objects.values_list("code_mac"))
    before = Client.objects.values_list("version", "enabled").get(client_id=rp.client_id)
    for path in [
        f"/account/mfa?remove={handle}&_method=POST",
        "/account/mfa?renew=1&_method=POST",
        f"/manage/clients/{rp.client_id}?action=disable&_method=POST",
        f"/manage/clients/{rp.client_id}?action=rotate",
        f"/manage/clients/{rp.client_id}/edit?client_name=Evil&_method=PUT",
        "/manage/clients/new?type=web&client_name=Evil&redirect_uris=https://evil.example/cb",
        "/oauth2/logout?confirm=yes&_method=POST",
    ]:
        answer = browser.http.generic(method, path, headers=headers)
        assert answer.status_code == 200, path
    assert signed_in(browser)
    assert Authenticator.objects.filter(handle=handle).exists()
    assert set(RecoveryCode.objects.values_list("code_mac")) == codes
    assert Client.objects.values_list("version", "enabled").get(client_id=rp.client_id) == before
    assert not Client.objects.filter(name="Evil").exists()


@pytest.mark.parametrize("headers", DISGUISES)
def test_an_interaction_is_not_answered_by_its_address(headers: dict[str, str]) -> None:
    bob, browser = make_person(), Browser()
    page = page_of(browser, make_rp().begin())
    query = f"?csrf={page.fields()['csrf']}&username={bob.email}&password=correct+horse+battery+staple&_method=POST"
    place = browser.get(page.path + query, **headers)
    assert isinstance(place, Page) and place.slug == "login"
    assert Interaction.objects.get().proofs == {}


@pytest.mark.spec("RFC 6749", "3.2", "MUST")
@pytest.mark.parametrize("path", ["/oauth2/token", "/oauth2/revoke", "/oauth2/introspect"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
def test_machine_doors_take_post_only(path: str, method: str) -> None:
    rp = make_rp()
    answer = rp.http.generic(method, f"{path}?grant_type=client_credentials&client_id={rp.client_id}", headers=DISGUISES[1])
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/json")
    assert "POST" in answer["Allow"]
    assert not Grant.objects.exists()


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "GET\x0b"])
def test_unknown_methods_reach_no_view(method: str) -> None:
    browser = Browser()
    for path in ("/oauth2/logout", "/account", "/oauth2/token", "/"):
        assert browser.http.generic(method, path).status_code == 405
