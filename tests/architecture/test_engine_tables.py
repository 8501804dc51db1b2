"""django-oauth-toolkit's token tables stay empty, and there is no way into its views (architecture, section 4)."""

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, reverse

from idp.core.routes import patterns
from idp.oidc.models import Grant
from tests.factories.people import make_person, make_rp
from tests.rp import Browser


@pytest.mark.django_db(transaction=True)
def test_a_whole_journey_writes_none_of_its_tables() -> None:
    rp, person, browser = make_rp(), make_person(totp=True), Browser()
    tokens = rp.begin().tokens(browser, person)
    refreshed = rp.refresh(tokens["refresh_token"]).json()
    assert rp.userinfo(refreshed["access_token"]).status_code == 200
    assert rp.introspect(refreshed["access_token"]).json()["active"] is True
    assert rp.revoke(refreshed["refresh_token"]).status_code == 200

    assert Grant.objects.count() == 1
    tables = {model.__name__: model._default_manager.count() for model in apps.get_app_config("oauth2_provider").get_models()}
    assert len(tables) >= 5
    assert set(tables.values()) == {0}, tables


def test_none_of_its_views_is_mounted() -> None:
    assert not [path for path, pattern in patterns() if str(pattern.callback.__module__).startswith("oauth2_provider")]
    with pytest.raises(NoReverseMatch):
        reverse("oauth2_provider:token")
