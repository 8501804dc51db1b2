"""Make docs/picture.png, the README's picture, from three of the screenshots: `make screenshots` ends with it."""

import base64
import shutil

from playwright.sync_api import sync_playwright

from tests.architecture.source import ROOT

SHOTS = ROOT / "screenshots"
SHOWN = (("login-phone-light.png", 320), ("mfa-totp-phone-dark.png", 320), ("app-dashboard-desktop-light.png", 720))


def main() -> None:
    """Lay the pictures side by side and photograph them."""
    images = "".join(
        f'<img alt="" style="width:{width // 2}px;height:320px;object-fit:cover;object-position:top;'
        f'border-radius:8px;box-shadow:0 2px 12px #0003" src="data:image/png;base64,{_encoded(name)}">'
        for name, width in SHOWN
    )
    page_html = f'<div style="padding:16px;background:#dfe5ee;display:flex;gap:16px;width:fit-content">{images}</div>'
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(device_scale_factor=1.5)
        page.set_content(page_html)
        page.locator("div").screenshot(path=ROOT / "docs" / "picture.png")
        browser.close()


def _encoded(name: str) -> str:
    return base64.b64encode((SHOTS / name).read_bytes()).decode()


if __name__ == "__main__":
    main()
