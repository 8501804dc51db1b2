"""A build of the React app in miniature: an index, a script with its compressed twin, and a secret beside it."""

import gzip
from pathlib import Path
from typing import Any

from idp.clients import account_console

SCRIPT = "console.log('gatehouse')\n" * 40
INDEX = '<!doctype html><title>x</title><script type="module" src="./assets/index-C0ffee12.js"></script><div id="root"></div>'


def make_build(folder: Path, settings: Any) -> Path:
    """The build, as if it had been there when the process started."""
    dist = folder / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text(INDEX, encoding="utf-8")
    (dist / "assets" / "index-C0ffee12.js").write_text(SCRIPT, encoding="utf-8")
    (dist / "assets" / "index-C0ffee12.js.gz").write_bytes(gzip.compress(SCRIPT.encode(), mtime=0))
    (folder / "secret.txt").write_text("beside the build", encoding="utf-8")
    settings.APP_DIST = dist
    return dist


def make_console(folder: Path, settings: Any) -> Path:
    """The build and its client, as `idp serve` leaves them."""
    dist = make_build(folder, settings)
    account_console.ensure()
    return dist
