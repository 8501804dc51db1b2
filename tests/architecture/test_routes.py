"""Deny by default: each route declares who may call it, and this table says who that is (architecture, section 3, rule 15)."""

import pytest
from django.urls import URLPattern, path

from idp.core.routes import EXTERNAL_PREFIXES, Policy, every_route_has_a_policy, patterns
from tests.rp import Browser, Page

EXPECTED = {
    ".well-known/openid-configuration": Policy.PUBLIC,
    ".well-known/oauth-authorization-server": Policy.PUBLIC,
    ".well-known/change-password": Policy.PUBLIC,
    "oauth2/authorize": Policy.PUBLIC,
    "oauth2/token": Policy.CLIENT,
    "oauth2/userinfo": Policy.BEARER,
    "oauth2/introspect": Policy.CLIENT,
    "oauth2/revoke": Policy.CLIENT,
    "oauth2/jwks": Policy.PUBLIC,
    "oauth2/logout": Policy.PUBLIC,
    "interaction/start": Policy.PUBLIC,
    "interaction/<str:interaction_id>": Policy.PENDING,
    "interaction/<str:interaction_id>/restart": Policy.PUBLIC,
    "interaction/<str:interaction_id>/<slug:slug>": Policy.PENDING,
    "register": Policy.PUBLIC,
    "invitation/<str:token>": Policy.PUBLIC,
    "invitation": Policy.PUBLIC,
    "enrolment/<str:token>": Policy.PUBLIC,
    "enrolment": Policy.PUBLIC,
    "password/forgot": Policy.PUBLIC,
    "password/reset/<str:token>": Policy.PUBLIC,
    "password/reset": Policy.PUBLIC,
    "password/changed": Policy.PUBLIC,
    "": Policy.PUBLIC,
    "account": Policy.SESSION,
    "account/mfa": Policy.SUDO,
    "account/language": Policy.SESSION,
    "account/username": Policy.SESSION,
    "account/data": Policy.SESSION,
    "account/data/export": Policy.SUDO,
    "account/data/delete": Policy.SUDO,
    "account/data/keep": Policy.SESSION,
    "account/not-me": Policy.PUBLIC,
    "account/not-me/<str:token>": Policy.PUBLIC,
    "account/keep": Policy.PUBLIC,
    "account/keep/<str:token>": Policy.PUBLIC,
    "account/password": Policy.SUDO,
    "account/email": Policy.SUDO,
    "account/email/code": Policy.SUDO,
    "account/email/undo/<str:token>": Policy.PUBLIC,
    "account/email/undo": Policy.PUBLIC,
    "account/email/undone": Policy.PUBLIC,
    "api/v1/me": Policy.BEARER,
    "api/v1/me/password": Policy.BEARER,
    "api/v1/me/email": Policy.BEARER,
    "api/v1/me/email/confirm": Policy.BEARER,
    "api/v1/me/email-code": Policy.BEARER,
    "api/v1/me/activity": Policy.BEARER,
    "api/v1/me/activity/not-me": Policy.BEARER,
    "api/v1/me/export": Policy.BEARER,
    "api/v1/me/deletion": Policy.BEARER,
    "api/v1/me/apps": Policy.BEARER,
    "api/v1/me/apps/<str:client_id>": Policy.BEARER,
    "api/v1/me/sessions": Policy.BEARER,
    "api/v1/me/sessions/revoke-others": Policy.BEARER,
    "api/v1/me/sessions/<str:handle>": Policy.BEARER,
    "api/v1/me/authenticators": Policy.BEARER,
    "api/v1/me/authenticators/totp": Policy.BEARER,
    "api/v1/me/authenticators/totp/<str:id>/confirm": Policy.BEARER,
    "api/v1/me/authenticators/<str:id>": Policy.BEARER,
    "api/v1/me/recovery-codes": Policy.BEARER,
    "api/v1/me/recovery-codes/saved": Policy.BEARER,
    "api/v1/users": Policy.BEARER,
    "api/v1/users/<str:sub>": Policy.BEARER,
    "api/v1/users/<str:sub>/lock": Policy.BEARER,
    "api/v1/users/<str:sub>/unlock": Policy.BEARER,
    "api/v1/users/<str:sub>/sign-out": Policy.BEARER,
    "api/v1/users/<str:sub>/reset-mfa": Policy.BEARER,
    "app": Policy.PUBLIC,
    "app/": Policy.PUBLIC,
    "app/<slug:name>": Policy.PUBLIC,
    "app/<slug:name>/": Policy.PUBLIC,
    "app/config.json": Policy.PUBLIC,
    "manage": Policy.STAFF,
    "api/schema": Policy.PUBLIC,
    "api/docs": Policy.PUBLIC,
    "livez": Policy.PUBLIC,
    "readyz": Policy.PUBLIC,
    "metrics": Policy.OPERATOR,
}
ADMINISTRATORS = "manage/"  # every path below is an administrator's, but for those of the whole staff
STAFF = {"manage/", "manage/users", "manage/users/<str:sub>"}


def declared() -> dict[str, object]:
    return {
        path: getattr(pattern.callback, "route_policy", None)
        for path, pattern in patterns()
        if not path.startswith(EXTERNAL_PREFIXES)
    }


def test_every_path_has_the_policy_of_the_table() -> None:
    found = declared()
    pages = {path: policy for path, policy in found.items() if path.startswith(ADMINISTRATORS)}
    assert {path: policy for path, policy in found.items() if path not in pages} == EXPECTED
    assert {path for path, policy in pages.items() if policy == Policy.STAFF} == STAFF
    assert {policy for path, policy in pages.items() if path not in STAFF} == {Policy.ADMIN}


def test_the_check_finds_nothing() -> None:
    assert every_route_has_a_policy() == []


def test_the_check_refuses_a_route_without_a_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    def anyone(request: object) -> None: ...

    stray: URLPattern = path("stray", anyone)
    monkeypatch.setattr("idp.core.routes.get_resolver", lambda: type("Map", (), {"url_patterns": [stray]}))
    assert [error.id for error in every_route_has_a_policy()] == ["idp.E001"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["admin/", "admin/accounts/user/", "admin/login/"])
def test_django_admin_has_no_door_of_its_own(path: str) -> None:
    page = Browser().get(f"/{path}")
    assert isinstance(page, Page)
    assert page.path.startswith("/interaction/")
    assert page.slug == "login"
