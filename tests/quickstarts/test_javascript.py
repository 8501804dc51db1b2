"""The code of React and Express, as the console shows it, signs people in and out; React in Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.architecture.source import ROOT
from tests.e2e.nojs import Browser
from tests.e2e.running_demo import Demo
from tests.quickstarts.apps import register, serving
from tests.quickstarts.walk import NAME, walk

NODE = (ROOT / ".venv" / ".node-bin").read_text(encoding="utf-8").strip()
# What `npm create vite` makes for React; the packages are those of frontend/.
INDEX = '<!doctype html><title>App</title><div id="root"></div><script type="module" src="/src/main.jsx"></script>'
CONFIG = """\
import react from "@vitejs/plugin-react";
export default { plugins: [react()], cacheDir: "cache", server: { fs: { strict: false } } };
"""


def test_react(administrator: Browser, demo: Demo, context: BrowserContext, tmp_path: Path) -> None:
    app = register(administrator, demo, "react")
    (tmp_path / "src").mkdir()
    (tmp_path / "node_modules").symlink_to(ROOT / "frontend" / "node_modules")
    for name, text in {"index.html": INDEX, "vite.config.mjs": CONFIG, **app.files}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    with serving(app, tmp_path, path=NODE):
        page = context.new_page()
        page.goto(app.url)
        page.get_by_role("button", name="Sign in").click()
        page.fill("#id_username", demo.bob.email)
        page.fill("#id_password", demo.bob.password)
        page.click("#sign-in")
        page.fill("#id_code", demo.mailed_code(demo.bob))
        page.click("#verify")
        page.click("#deny")
        expect(page.get_by_text("You are not signed in")).to_be_visible()
        expect(page).to_have_url(app.url)
        page.get_by_role("button", name="Try again").click()
        page.click("#allow")
        expect(page.get_by_text(f"Signed in as {NAME}")).to_be_visible()
        expect(page).to_have_url(app.url)  # the code is gone from the address
        page.get_by_role("link", name="Sign out").click()
        expect(page).to_have_url(app.url)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("#id_password")).to_be_visible()  # signed out at the provider as well


@pytest.mark.slow
def test_express(administrator: Browser, demo: Demo, nojs: Browser, tmp_path: Path) -> None:
    packages = Path(__file__).parent / "express" / "node_modules"
    assert packages.is_dir(), "the packages of the Express quickstart are missing: `make quickstarts` installs them"
    app = register(administrator, demo, "express")
    (tmp_path / "node_modules").symlink_to(packages)
    (tmp_path / "app.mjs").write_text(app.files["app.mjs"], encoding="utf-8")
    with serving(app, tmp_path, path=NODE):
        walk(nojs, demo, app)
