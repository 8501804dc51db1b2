"""`idp prove` where there is nothing that it may prove."""

import pytest
from django.core.management import CommandError, call_command

from idp.operations.prove import gauntlet
from tests.integration.operations.test_doctor import answering
from tests.security.sign_ins import policy


def test_it_refuses_a_provider_that_is_not_on_this_machine(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauntlet, "run", lambda _folder: pytest.fail("it ran"))
    policy(settings, public_url="https://id.example")
    with pytest.raises(CommandError, match=r"on this machine; the issuer is https://id\.example"):
        call_command("prove")


def test_it_says_how_to_start_a_demo_when_none_runs(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gauntlet, "run", lambda _folder: pytest.fail("it ran"))
    policy(settings, public_url="http://localhost:9")
    with pytest.raises(CommandError, match="make demo"):
        call_command("prove")


def test_it_refuses_a_provider_of_another_name_that_answers_on_this_machine(
    settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real provider listens on this machine behind its proxy, and the settings that name its issuer were not read."""
    monkeypatch.setattr(gauntlet, "run", lambda _folder: pytest.fail("it ran"))
    with answering({"issuer": "https://id.example"}) as origin:
        policy(settings, public_url=origin)
        with pytest.raises(CommandError, match=r"answers as https://id\.example"):
            call_command("prove")
