"""Each action on a person or a session has a word in the person's own history, or is said to be no news."""

from idp.audit.events import Action
from idp.lifecycle import activity


def test_every_action_has_a_word_or_is_no_news() -> None:
    concerned = {action for action in Action if action.startswith(("user:", "session:"))}
    assert concerned - activity.WORDS.keys() - activity.NO_NEWS == set()
    assert activity.WORDS.keys() & activity.NO_NEWS == set()
