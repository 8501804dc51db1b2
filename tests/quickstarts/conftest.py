"""What quickstarts stand on: a running demo, and an administrator of it who registers each app by the console's wizard."""

from collections.abc import Iterator

import pytest

from tests.e2e.conftest import chromium, context, demo, nojs
from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo
from tests.e2e.steps import sign_in

__all__ = ["administrator", "chromium", "context", "demo", "nojs"]


@pytest.fixture(scope="session")
def administrator(demo: Demo) -> Iterator[Browser]:
    with Browser() as browser:
        sign_in(browser, demo, demo.ada, f"{demo.issuer}/manage/clients")
        yield browser
