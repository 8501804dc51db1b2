"""A person with a keyboard alone: Tab, Enter, Space and letters; at each stop the focus is seen.

Spec: WCAG 2.2 2.1.1 (keyboard), 2.1.2 (no trap), 2.4.7 (focus visible), 2.4.11 (focus not obscured).
"""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

MOST_STOPS = 60
_FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getClientRects()[0];
  if (!box) return {where: e.outerHTML.slice(0, 120), is_seen: false};
  const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1), y = box.top + box.height / 2;
  const top = document.elementFromPoint(x, y);
  return {
    where: e.outerHTML.slice(0, 120),
    has_ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    is_seen: y >= 0 && y <= innerHeight && !!top && (top === e || e.contains(top) || top.contains(e)),
  };
}"""


@dataclass
class Keyboard:
    """Hands on the keys of one page."""

    page: Page

    def tab_to(self, selector: str) -> None:
        """Press Tab until the element has the focus; every stop on the way shows where it is."""
        self.page.wait_for_selector(selector)
        self.page.wait_for_load_state()
        for _ in range(MOST_STOPS):
            if self.page.evaluate("(wanted) => document.activeElement.matches(wanted)", selector):
                self._look()
                return
            self.page.keyboard.press("Tab")
            self._look()
        raise AssertionError(f"{MOST_STOPS} times Tab never reached {selector} at {self.page.url}")

    def fill(self, selector: str, text: str) -> None:
        """Go to a field and type."""
        self.tab_to(selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def press(self, selector: str) -> None:
        """Go to a button or link and press Enter."""
        self.tab_to(selector)
        self.page.keyboard.press("Enter")

    def enter(self) -> None:
        """Send the form from the field that has the focus."""
        self.page.keyboard.press("Enter")

    def focus(self) -> dict[str, Any] | None:
        """Where the focus is, and whether people see it."""
        found: dict[str, Any] | None = self.page.evaluate(_FOCUS)
        return found

    def _look(self) -> None:
        found = self.focus()
        if found is None:
            return  # between the page's end and its beginning the focus is on the browser's own controls
        assert found["is_seen"], f"the focus is hidden at {self.page.url}: {found}"
        assert found["has_ring"], f"the focus has no ring at {self.page.url}: {found}"
