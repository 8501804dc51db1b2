"""What a prompt needs, told by name before anybody meets half of one."""

import pytest

from idp.interaction import policy, screens
from idp.interaction.checks import Check
from idp.interaction.pages import Invalid, Page, Prompt

ASKS = (Check("asked", lambda _context: True, "interaction_required", ""),)
PAGE = Page("toy", "interaction/consent.html", lambda _visit: {}, lambda _visit: Invalid({}))


@pytest.mark.parametrize(
    ("prompt", "fault"),
    [
        (Prompt("toy", ASKS), "the prompt toy asks and has no page"),
        (Prompt("toy", ASKS, (PAGE,)), "the prompt toy stores no proof: it would be asked without end"),
        (Prompt("consent", ASKS, (PAGE,), ("toy",)), "the prompt consent is listed twice"),
        (Prompt("toy", ASKS, (Page("login", PAGE.template, PAGE.show, PAGE.accept),), ("toy",)), "two pages are called login"),
        (
            Prompt("toy", ASKS, (Page("toy", "interaction/toy.html", PAGE.show, PAGE.accept),), ("toy",)),
            "the page toy has no template: interaction/toy.html",
        ),
    ],
    ids=["no page", "no proof", "a name twice", "a place twice", "no template"],
)
def test_half_a_prompt_is_told_by_name(prompt: Prompt, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "PROMPTS", (*policy.PROMPTS, prompt))
    assert [each.msg for each in screens.every_prompt_is_whole()] == [fault]


def test_every_prompt_is_whole() -> None:
    assert screens.every_prompt_is_whole() == []
