"""The facts about django-oauth-toolkit and oauthlib that we rely on; an upgrade that changes one turns a line red."""

import inspect
from importlib.metadata import version

import pytest
from django.apps import apps
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauthlib.common import Request
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant

from idp.clients.models import Client
from idp.oidc.engine.server import CodeGrant, Server
from idp.oidc.engine.validator import Validator
from tests.factories.oidc import make_party

CALLED = {
    "authorization": [
        "validate_client_id",
        "validate_redirect_uri",
        "validate_response_type",
        "is_pkce_required",
        "validate_scopes",
    ],
    "code": [
        "client_authentication_required",
        "authenticate_client_id",
        "validate_grant_type",
        "validate_code",
        "get_code_challenge",
        "get_code_challenge_method",
        "confirm_redirect_uri",
        "save_bearer_token",
        "invalidate_authorization_code",
    ],
    "refresh": [
        "client_authentication_required",
        "authenticate_client_id",
        "validate_grant_type",
        "validate_refresh_token",
        "get_original_scopes",
        "save_bearer_token",
    ],
}


def test_the_pair_is_pinned() -> None:
    assert (version("django-oauth-toolkit"), version("oauthlib")) == ("3.4.1", "4.0.1")


def test_three_grant_types_and_one_response_type_exist() -> None:
    server = Server()
    assert set(server.grant_types) == {"authorization_code", "refresh_token", "client_credentials"}
    assert set(server.response_types) == {"code"}
    assert server.default_grant_type_handler is None


def test_oauthlib_would_offer_plain_and_we_do_not() -> None:
    assert set(AuthorizationCodeGrant._code_challenge_methods) == {"plain", "S256"}
    assert set(CodeGrant._code_challenge_methods) == {"S256"}


def test_hooks_run_after_the_checks_and_before_the_token_is_made() -> None:
    for grant in (AuthorizationCodeGrant, RefreshTokenGrant, ClientCredentialsGrant):
        validate = inspect.getsource(grant.validate_token_request)
        assert validate.rstrip().partition("def validate_code_challenge")[0].rstrip().endswith("validator(request)")
        create = inspect.getsource(grant.create_token_response)
        assert create.index("validate_token_request") < create.index("create_token(") < create.index("save_token")


def test_oauthlib_takes_any_parameter_as_an_attribute_of_its_request() -> None:
    request = Request("https://x.invalid/?user=root&claims=x&exchange=y")
    assert (request.user, request.exchange) == ("root", "y")  # why the door passes chosen parameters only


def test_oauthlib_catches_its_own_errors_only() -> None:
    grant = AuthorizationCodeGrant(Validator())
    with pytest.raises(AttributeError):  # a foreign exception comes out as it is: a 500, never a 400
        grant.create_token_response(Request("https://x.invalid/", "POST", "grant_type=authorization_code&code=c"), None)


def test_every_storage_method_of_the_base_is_overridden() -> None:
    touching = {
        "authenticate_client",
        "authenticate_client_id",
        "client_authentication_required",
        "confirm_redirect_uri",
        "get_code_challenge",
        "get_code_challenge_method",
        "get_default_redirect_uri",
        "get_default_scopes",
        "get_original_scopes",
        "invalidate_authorization_code",
        "is_pkce_required",
        "revoke_token",
        "save_authorization_code",
        "save_bearer_token",
        "validate_bearer_token",
        "validate_client_id",
        "validate_code",
        "validate_grant_type",
        "validate_redirect_uri",
        "validate_refresh_token",
        "validate_response_type",
        "validate_scopes",
        "validate_user",
    }
    assert touching <= set(vars(Validator))
    assert touching <= set(dir(OAuth2Validator))


def test_the_client_is_the_swapped_application() -> None:
    assert apps.get_model("clients", "Client") is Client
    assert apps.get_model("oauth2_provider", "Application")._meta.swapped == "clients.Client"


@pytest.mark.django_db
def test_callbacks_come_in_the_order_in_which_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def spy(name: str) -> None:
        original = getattr(Validator, name)

        def noted(self: Validator, *args: object, **kwargs: object) -> object:
            seen.append(name)
            return original(self, *args, **kwargs)

        monkeypatch.setattr(Validator, name, noted)

    for name in {name for names in CALLED.values() for name in names}:
        spy(name)
    party = make_party()
    code = party.code()
    assert list(dict.fromkeys(seen)) == CALLED["authorization"]
    seen.clear()
    answer = party.redeem(code)
    assert seen == CALLED["code"]
    seen.clear()
    assert party.refresh(answer.json()["refresh_token"]).status_code == 200
    assert seen == CALLED["refresh"]


@pytest.mark.django_db
def test_the_tables_of_dot_stay_empty() -> None:
    party = make_party()
    party.refresh(party.sign_in(scope="openid offline_access")["refresh_token"])
    for model in ("AccessToken", "RefreshToken", "IDToken", "Grant", "DeviceGrant"):
        assert apps.get_model("oauth2_provider", model)._default_manager.count() == 0
