"""A refused redirect URI in words: what was sent, what is registered, where they part. For `idp why` and /manage.

What was sent is hostile text: it is shown, never followed. Spec: RFC 9700 §2.1.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idp.audit.models import Event
from idp.clients import registry
from idp.protocol import rfc9700_redirect_difference as difference
from idp.protocol.rfc8252_loopback import matches
from idp.protocol.rfc9700_redirect_difference import Difference

ADVICE = {  # by the usual mistake
    "slash": gettext_lazy("Only a slash at the end is different."),
    "space": gettext_lazy("Only a space is different."),
    "case": gettext_lazy("Only capital and small letters are different."),
    "scheme": gettext_lazy("It begins with another scheme, such as http for https."),
    "host": gettext_lazy("It is another host. 127.0.0.1 and localhost are two hosts."),
    "port": gettext_lazy("It is another port."),
    "path": gettext_lazy("It is another path."),
    "query": gettext_lazy("What follows the path is different."),
}


def compared(finding: Difference) -> dict[str, Any]:
    """What a page shows of a comparison."""
    return {
        "finding": finding,
        "advice": ADVICE.get(finding.cause, ""),
        "sent": difference.in_words(finding.sent[1]),
        "expected": difference.in_words(finding.expected[1]),
    }


def recorded(facts: Mapping[str, Any]) -> Difference | None:
    """The comparison behind the recorded facts of a refusal; None where it was about something else."""
    if "redirect_uri" not in facts or "nearest" not in facts:
        return None
    sent, nearest = str(facts["redirect_uri"]), str(facts["nearest"])
    return difference.compare(sent, [nearest] if nearest else [])


def told(event: Event) -> dict[str, Any]:
    """The same as plain JSON values; empty where the refusal was about something else."""
    finding = recorded(event.detail)
    if finding is None:
        return {}
    client = registry.fresh(event.client_id)
    registered = [difference.recordable(uri) for uri in client.redirect_uris] if client else []
    any_port = client is not None and client.has_any_port
    return {
        "sent": finding.received,
        "registered_now": registered,
        "is_registered_now": not finding.is_registered
        and any(matches(uri, finding.received, any_port=any_port) for uri in registered),
        "difference": _in_words(finding, str(ADVICE.get(event.detail.get("difference", ""), "")), event.detail),
    }


def _in_words(finding: Difference, advice: str, detail: Mapping[str, Any]) -> str:
    if not finding.nearest:
        return _("The client has no redirect URI.")
    if finding.is_registered:
        return _("The difference lies in what is not recorded: the values of parameters, a fragment or a user name.")
    place = {
        "position": finding.position,
        "sent": difference.in_words(finding.sent[1]) or _("(end)"),
        "expected": difference.in_words(finding.expected[1]) or _("(end)"),
    }
    words = _("At character %(position)s it has %(sent)s, and the nearest registered one has %(expected)s.") % place
    return f"{words} {advice}".strip()
