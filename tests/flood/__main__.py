"""`python -m tests.flood [NAME ...]`: what `make flood` runs. A server of its own on loopback, one attack after another.

For each attack, while it lasts: the slowest answer of /livez, the slowest honest sign-in, how often honest people were told to
come again (and did), and what is stored afterwards. A sign-in that was under way before is finished after it. Exit code 1 when
a bound of the attack is broken. Each attack is bounded in connections and seconds; `--seconds` sets how long each lasts.
"""

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
from base64 import b64encode
from pathlib import Path

from tests.services.place import ROOT, free_ports

os.environ["DJANGO_SETTINGS_MODULE"] = "idp.settings.base"


def environment(folder: Path, port: int) -> dict[str, str]:
    """A provider as it is served, embedded, on this machine; this machine counts as its proxy, so callers have addresses."""
    return {
        "IDP_PUBLIC_URL": f"http://localhost:{port}",
        "IDP_DATABASE_URL": f"sqlite:///{folder}/idp.sqlite3",
        "IDP_SECRET_KEY": secrets.token_urlsafe(48),
        "IDP_ENCRYPTION_KEYS": f"a:{b64encode(secrets.token_bytes(32)).decode()}",
        "IDP_EMAIL_URL": f"file://{folder}/mail",
        "IDP_TRUSTED_PROXIES": "127.0.0.0/8",
        "IDP_OUTBOUND_ALLOW": "http://127.0.0.0/8:*",
        "IDP_LOG_LEVEL": "error",
    }


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="tests.flood", description=__doc__)
    parser.add_argument("names", nargs="*", help="attacks (default: all)")
    parser.add_argument("--seconds", type=float, default=12, help="how long each attack lasts (default 12)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gatehouse-flood-") as name:
        folder, port = Path(name), free_ports(1)[0]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("IDP_")}
        os.environ.clear()
        os.environ.update(kept | environment(folder, port))
        idp = [sys.executable, "-m", "idp.cli"]
        subprocess.run([*idp, "migrate", "--verbosity", "0"], cwd=ROOT, check=True, timeout=300)
        import django  # noqa: PLC0415 - its settings are the environment above

        django.setup()
        from tests.flood import run  # noqa: PLC0415 - it needs the apps

        return run.all_of(folder, port, options.names, options.seconds)


if __name__ == "__main__":
    sys.exit(main())
