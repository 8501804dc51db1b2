"""Every page of the URL map, of the React app and of the sample client is opened, inspected and, on demand, pictured.

The areas stand in `tour`; `make screenshots` keeps the pictures. A page that is new in the URL map and not opened there
fails the last test. One area alone: `pytest tests/e2e/test_every_page.py -k manage`.
"""

import pkgutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.urls import resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from idp.core import routes
from idp.interaction import screens
from tests.e2e import tour as areas
from tests.e2e.inspection import Inspector
from tests.e2e.running_demo import Demo
from tests.e2e.somebody import somebody
from tests.e2e.tour.guide import Tour

LANGUAGES = ("en", "ar")  # from left to right, from right to left
AREAS = sorted(module.name for module in pkgutil.iter_modules(areas.__path__) if module.name != "guide")
# Places that answer by redirect, or draw nothing of their own.
WITHOUT_PAGE = {
    "", "api/schema", "interaction/start", "interaction/<str:interaction_id>", "interaction/<str:interaction_id>/restart",
    "register", "manage", "manage/", "password/reset/<str:token>", "account/not-me/<str:token>", "account/keep/<str:token>",
    "account/data/export", "account/data/keep", "app", "app/<slug:name>/",
    "invitation/<str:token>", "enrolment/<str:token>", "manage/audit/export", "account/email/undo/<str:token>",
}  # fmt: skip


@pytest.fixture
def new_page(chromium: Chromium, demo: Demo, language: str) -> Iterator[Callable[[], Page]]:
    contexts = []

    def opened() -> Page:
        context = somebody(chromium)
        if language != "en":
            context.add_cookies([{"name": "gatehouse_language", "value": language, "url": demo.issuer}])
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@dataclass
class Walked:
    """What the areas before have left: their inspectors, and who is signed in."""

    inspectors: dict[tuple[str, str], Inspector] = field(default_factory=dict)
    titles: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    cookies: dict[str, list[Any]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def walked() -> Walked:
    return Walked()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("area", AREAS)
def test_every_page_is_accessible_and_whole(
    area: str, language: str, demo: Demo, new_page: Callable[[], Page], walked: Walked, tmp_path: Path
) -> None:
    inspector = walked.inspectors[language, area] = Inspector(language, titles=walked.titles[language])
    import_module(f"{areas.__name__}.{area}").visit(Tour(demo, inspector, new_page, tmp_path, walked.cookies))
    assert inspector.seen
    assert not inspector.faults, "\n".join(inspector.faults)


def test_no_page_of_the_url_map_is_left_out(walked: Walked) -> None:
    if set(walked.inspectors) != {(language, area) for language in LANGUAGES for area in AREAS}:
        pytest.skip("only a part of the tour was walked")
    for language in LANGUAGES:
        seen = {_route(path) for area in AREAS for path in walked.inspectors[language, area].seen}
        assert _pages_of_the_map() - seen == set()


def _pages_of_the_map() -> set[str]:
    """The routes that show people a page; the prompts of an interaction one by one."""
    found = {
        path
        for path, pattern in routes.patterns()
        if not path.startswith("admin/") and not getattr(pattern.callback, "is_machine", False)
    } - WITHOUT_PAGE
    found.discard("interaction/<str:interaction_id>/<slug:slug>")
    return found | {f"interaction/{slug}" for slug in screens.PAGES} | {"admin/"}


def _route(path: str) -> str:
    try:
        match = resolve(path)
    except Resolver404:
        return path
    return f"interaction/{match.kwargs['slug']}" if "slug" in match.kwargs else match.route
