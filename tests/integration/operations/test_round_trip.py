"""`idp export` and `idp apply` are one another's inverse, for any deployment; one wrong line changes nothing and is named."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from idp.accounts.models import Group, User
from idp.clients import registry
from idp.clients.models import Client, Resource
from idp.operations.configuration.apply import apply
from idp.operations.configuration.document import FaultyDocument, read
from idp.operations.configuration.export import as_yaml, export

pytestmark = pytest.mark.django_db
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
NAME = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
WORD = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True)
RESOURCES = {"https://api.example": ["read", "write"], "https://other.example": ["list"]}


def clients() -> st.SearchStrategy[dict[str, Any]]:
    """Clients that may be registered, some members left out."""
    with_people = st.fixed_dictionaries(
        {
            "client_id": WORD,
            "client_name": NAME,
            "redirect_uris": st.lists(WORD.map("https://{}.example/cb".format), min_size=1, max_size=3, unique=True),
        },
        optional={
            "token_endpoint_auth_method": st.sampled_from(["client_secret_basic", "client_secret_post", "none"]),
            "grant_types": st.just(["authorization_code", "refresh_token"]),
            "scope": st.sampled_from(["openid", "openid profile email", "openid read"]),
            "resources": st.lists(st.sampled_from(sorted(RESOURCES)), unique=True),
            "id_token_signed_response_alg": st.sampled_from(["RS256", "ES256", "EdDSA"]),
            "default_acr_values": st.lists(st.sampled_from(["mfa", "2fa-email"]), unique=True),
            "minimum_acr": st.sampled_from(["", "mfa"]),
            "post_logout_redirect_uris": st.lists(WORD.map("https://{}.example/".format), max_size=2, unique=True),
            "backchannel_logout_uri": st.just("https://app.example/out"),
            "trusted": st.booleans(),
            "enabled": st.booleans(),
        },
    )
    return with_people | st.fixed_dictionaries(
        {"client_id": WORD, "client_name": NAME, "grant_types": st.just(["client_credentials"])},
        optional={"scope": st.sampled_from(["read", "read write", ""]), "enabled": st.booleans()},
    )


def users() -> st.SearchStrategy[dict[str, Any]]:
    """People without passwords: hashing them is slow, and no export has them."""
    claims = dict.fromkeys(("name", "given_name", "nickname", "birthdate"), NAME)
    address = st.fixed_dictionaries({}, optional={"locality": NAME, "country": NAME}).filter(bool)
    return st.fixed_dictionaries(
        {"email": WORD.map("{}@example.org".format)},
        optional={
            "email_verified": st.booleans(),
            "is_admin": st.booleans(),
            "is_helpdesk": st.booleans(),
            "groups": st.lists(NAME, max_size=2, unique=True),
            "claims": st.fixed_dictionaries({}, optional=claims | {"address": address, "phone_number_verified": st.booleans()}),
        },
    )


def groups() -> st.SearchStrategy[dict[str, Any]]:
    """What groups demand; some of them nothing."""
    return st.fixed_dictionaries({"name": NAME}, optional={"mfa_policy": st.sampled_from(["", "required", "mfa"])})


def deployments() -> st.SearchStrategy[dict[str, Any]]:
    """Whole files."""
    return st.fixed_dictionaries(
        {
            "groups": st.lists(groups(), max_size=3, unique_by=lambda one: one["name"]),
            "users": st.lists(users(), max_size=3, unique_by=lambda one: one["email"]),
            "clients": st.lists(clients(), max_size=3, unique_by=lambda one: one["client_id"]),
            "resources": st.just([{"identifier": name, "scopes": scopes} for name, scopes in RESOURCES.items()]),
        }
    )


def emptied() -> None:
    for model in (User, Group, Client, Resource):
        model.objects.all().delete()
    registry.forget()


def changed(text: str) -> list[str]:
    """What an apply changes beyond who manages it."""
    return [f"{change.action} {change.name}" for change in apply(read(text)) if change.action != "own"]


@SHARED
@given(deployments())
def test_an_export_applied_changes_nothing_and_is_the_same_again(file: dict[str, Any]) -> None:
    with transaction.atomic():
        apply(read(as_yaml(file)))
        exported = as_yaml(export())
        assert changed(exported) == []
        assert as_yaml(export()) == exported
        assert apply(read(exported)) == []  # and now nobody else manages anything
        emptied()
        apply(read(exported))
        assert as_yaml(export()) == exported
        transaction.set_rollback(True)
    registry.forget()


@SHARED
@given(deployments())
def test_twice_is_once_and_a_dry_run_is_the_real_run(file: dict[str, Any]) -> None:
    with transaction.atomic():
        text = as_yaml(file)
        before = export()
        planned = apply(read(text), dry_run=True)
        assert export() == before
        done = apply(read(text))
        assert [(one.kind, one.name, one.action) for one in planned] == [(one.kind, one.name, one.action) for one in done]
        assert apply(read(text)) == []
        transaction.set_rollback(True)
    registry.forget()


@SHARED
@given(deployments().filter(lambda file: any("redirect_uris" in client for client in file["clients"])), st.data())
def test_one_wrong_line_changes_nothing_and_is_named(file: dict[str, Any], data: st.DataObject) -> None:
    lines = as_yaml(file).splitlines()
    wrong = data.draw(st.sampled_from([number for number, line in enumerate(lines) if line.endswith(".example/cb")]))
    lines[wrong] = lines[wrong].replace("https://", "http://")
    with transaction.atomic():
        before = export()
        with pytest.raises(FaultyDocument) as caught:
            apply(read("\n".join(lines)))
        assert wrong + 1 in {fault.line for fault in caught.value.faults}
        assert export() == before
        transaction.set_rollback(True)
    registry.forget()
