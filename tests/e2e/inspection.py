"""One look at a page in Chromium, light and dark, wide and narrow: accessible, whole, nothing blocked, a picture kept.

English is read from left to right, Arabic from right to left; a page that speaks English only is turned around for the latter.

Spec: WCAG 2.2 AA by axe-core, no rule disabled; 1.4.10 reflow at 320 CSS pixels; 2.5.8 target size.
"""

import os
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page

from tests.architecture.source import ROOT
from tests.e2e import criteria

ERROR = {"en": "Error:", "ar": "خطأ:"}
SCHEMES = ("light", "dark")
SIZES = {"desktop": (1280, 800), "phone": (320, 640)}
# Every rule that is on by default, and the one of WCAG 2.2 that is not.
AXE_OPTIONS = "{resultTypes: ['violations'], elementRef: false, rules: {'target-size': {enabled: true}}}"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"


@cache
def axe_source() -> str:
    return AXE.read_text(encoding="utf-8")


@dataclass
class Inspector:
    """Collects what is wrong with the pages it is shown, so that one run tells everything."""

    language: str = "en"
    faults: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)
    folder: Path | None = field(
        default_factory=lambda: Path(kept) if (kept := os.environ.get("GATEHOUSE_SCREENSHOTS")) else None
    )

    def attach(self, page: Page) -> Page:
        """Listen to a page's console: a blocked resource or a script error is a fault."""
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        return page

    def look(self, page: Page, name: str) -> None:
        """Inspect the page as it is now."""
        page.wait_for_load_state()
        self.seen.add(urlsplit(page.url).path)
        name = name if self.language == "en" else f"{name}-{self.language}"
        self._title(page, name)
        self._direction(page, name)
        if page.locator("header.site").count() and "localhost" in page.url:
            self.faults.extend(f"{name}: {fault}" for fault in criteria.faults(page))
        for scheme in SCHEMES:
            for size, (width, height) in SIZES.items():
                page.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
                page.set_viewport_size({"width": width, "height": height})
                self._check(page, f"{name}-{size}-{scheme}")
        page.set_viewport_size({"width": 1280, "height": 800})

    def _check(self, page: Page, name: str) -> None:
        page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe_source())
        found: dict[str, Any] = page.evaluate(f"axe.run(document, {AXE_OPTIONS})")
        for violation in found["violations"]:
            where = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:3])
            self.faults.append(f"{name}: {violation['id']}: {violation['help']} [{where}]")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            self.faults.append(f"{name}: scrolls sideways")
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=self.folder / f"{name}.png", full_page=True)

    def _direction(self, page: Page, name: str) -> None:
        wanted = {"lang": self.language, "dir": "rtl" if self.language == "ar" else "ltr"}
        is_ours = page.locator("header.site, #user-tools").count() > 0 and "localhost" in page.url
        said = page.evaluate("({lang: document.documentElement.lang, dir: document.documentElement.dir})")
        if is_ours and (said["lang"], said["dir"]) != (wanted["lang"], wanted["dir"]):
            self.faults.append(f"{name}: says {said}, not {wanted}")
        page.evaluate(f"document.documentElement.dir = {wanted['dir']!r}")

    def _title(self, page: Page, name: str) -> None:
        title = page.title()
        error = ERROR[self.language]
        invalid = page.locator("[aria-invalid=true]").count() > 0
        if invalid and "localhost" in page.url and page.locator("header.site").count() and not title.startswith(error):
            self.faults.append(f"{name}: a page with errors whose title does not say so: {title}")
        path = urlsplit(page.url).path.rsplit("/", 1)[-1]
        owner = self.titles.setdefault(title.removeprefix(f"{error} "), path)
        if not title.strip() or owner != path:
            self.faults.append(f"{name}: the title {title!r} is empty or that of {owner}")

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:  # an expected 4xx page is no fault
            self.faults.append(f"console: {message.text[:300]}")
