"""XI-11: an app's developer has a redirect URI registered that a shell would run when the environment block is pasted."""

import subprocess

import pytest
from django.conf import settings

from idp.clients.models import Client
from idp.protocol import rfc8252_registered_uri
from idp.web.manage.frameworks import environment

HOSTILE = [
    "https://app.example/callback?a=$(echo$IFS'RUN')",
    "https://app.example/callback;echo;RUN",
    "https://app.example/callback?a&RUN=1&b",
    "https://app.example/it's",
    "https://app.example/$HOME/$((7+7))",
]


@pytest.mark.parametrize("uri", HOSTILE)
def test_a_shell_reads_back_what_was_registered(uri: str) -> None:
    assert rfc8252_registered_uri.fault(uri) == ""  # RFC 3986 allows it, so it may be registered
    client = Client(client_id="~root", redirect_uris=uri, scope="openid", token_endpoint_auth_method="none")
    script = (
        f'{environment(client, None)}\nprintf \'%s\\n\' "$OIDC_ISSUER" "$OIDC_CLIENT_ID" "$OIDC_REDIRECT_URI" "$OIDC_SCOPE"'
    )
    ended = subprocess.run(["sh", "-c", script], capture_output=True, text=True, timeout=10, check=False)
    assert ended.stdout.splitlines() == [settings.IDP.public_url, "~root", uri, "openid"]
    assert (ended.returncode, ended.stderr) == (0, "")
