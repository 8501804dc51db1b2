"""Our own pages as targets of an interaction: an allow-listed return path, with a fresh proof where the page wants one."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from idp.interaction.context import Asked
from idp.interaction.targets import Completion
from idp.mfa.policy import APP

TARGET = "local"
DEFAULT = "/account"
SUDO, STAFF = "sudo", "staff"  # the levels of ``/interaction/start``: a fresh proof; one that no mailbox can give
# an escaped dot is never ours, and browsers take it for one that leads upwards
_ALLOWED = re.compile(r"(?![^?]*%2[eE])/(?:manage|admin|account)(?:/[A-Za-z0-9._~/:@+%-]*)?(?:\?[A-Za-z0-9._~=&%-]*)?")


def safe_path(path: str) -> str:
    """``path`` if it is one of our own pages, else the account page. Spec: security case OR-01."""
    return path if _ALLOWED.fullmatch(path) and "//" not in path and ".." not in path else DEFAULT


def ask(parameters: Mapping[str, Any], started_at: int) -> Asked:
    """A session; with ``sudo`` also a proof by the strongest factor made for this page.

    ``sub`` (of a mailed link) is whose session it must be; ``app`` leads through setting up an authenticator app.
    """
    prompt = frozenset({"create"}) if parameters.get("prompt") == "create" else frozenset[str]()
    return Asked(
        target=TARGET,
        started_at=started_at,
        prompt=prompt,
        sudo=bool(parameters.get("sudo")),
        subs=(str(parameters["sub"]),) if parameters.get("sub") else (),
        minimum_acr=APP if parameters.get("app") else "",
    )


def complete(completion: Completion) -> HttpResponseBase:
    """Back to the page."""
    response = HttpResponse(status=303)
    response["Location"] = safe_path(str(completion.parameters.get("return_to", ""))) if not completion.error else DEFAULT
    return response


def restart(parameters: Mapping[str, Any]) -> str:
    """The page itself: its guard starts a new interaction if one is needed."""
    return safe_path(str(parameters.get("return_to", "")))


def start_url(return_to: str, *, level: str = "") -> str:
    """Where a guard sends a browser that has to sign in, or to prove itself again (``SUDO``, ``STAFF``)."""
    return "/interaction/start?" + urlencode({"return_to": return_to} | ({"level": level} if level else {}))
