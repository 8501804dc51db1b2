"""`python -m demo_client`: serve with settings from the environment (spec: README.md)."""

import logging
import os
import sys

from werkzeug.serving import make_server

from demo_client.app import RelyingParty

if __name__ == "__main__":
    port = int(os.environ.get("PORT", "8001"))
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    if missing := [name for name in names if not os.environ.get(name)]:
        sys.exit(f"Set {', '.join(missing)} first: see demo_client/README.md.")
    redirect_uri = os.environ.get("OIDC_REDIRECT_URI") or f"http://127.0.0.1:{port}/callback"
    app = RelyingParty(os.environ[names[0]], os.environ[names[1]], os.environ[names[2]], redirect_uri)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)  # an access log would hold codes
    # One process, many threads: the sessions are in its memory, a second worker would not know them.
    print(f"Sample client on {app.start}", flush=True)
    make_server(os.environ.get("HOST", "127.0.0.1"), port, app, threaded=True).serve_forever()
