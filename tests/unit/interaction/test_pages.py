"""What a page says of the time to wait."""

import pytest

from idp.core.errors import Throttled
from idp.interaction.pages import refused, too_soon


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (60, "60 seconds"),
        (61, "2 minutes"),
        (90 * 60, "90 minutes"),
        (90 * 60 + 1, "2 hours"),
        (24 * 60 * 60, "24 hours"),
    ],
)
def test_the_time_to_wait_is_said_in_the_unit_that_people_use(seconds: int, words: str) -> None:
    soon = too_soon(seconds)
    assert (soon.wait, soon.retry_after_seconds) == (f"You can ask again in {words}.", seconds)
    assert refused(Throttled(seconds), "code").errors == {"code": f"Too many attempts. Try again in {words}."}
