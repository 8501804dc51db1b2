"""What end-to-end tests stand on: one running demo, a browser without JavaScript, and Debian's Chromium.

GATEHOUSE_DEMO_SERVICES: the file that names MariaDB and Redis (`make services`), for a demo on them.
"""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, sync_playwright

from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo, running
from tests.e2e.somebody import somebody


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running(tmp_path_factory.mktemp("demo"), services=os.environ.get("GATEHOUSE_DEMO_SERVICES", "")) as started:
        yield started


@pytest.fixture
def nojs() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    path = shutil.which("chromium")
    assert path is not None, "Chromium is missing: `make e2e` installs it on Debian"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Chromium) -> Iterator[BrowserContext]:
    """A person's browser."""
    opened = somebody(chromium)
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()
