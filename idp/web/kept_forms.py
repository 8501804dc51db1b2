"""What was typed into a form is kept while the person proves again who they are: never a secret, and nothing is saved by it.

Only the fields that a page names are kept, sealed in the person's own session, for the same page, once. Spec: WCAG 2.2, 2.2.5.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase

from idp.mfa.policy import STAFF_ACR
from idp.mfa.sudo import is_fresh
from idp.web import shown_once
from idp.web.guards import View, Visitor, visitor

LONGEST = 16_000  # characters in all; what is longer is typed again


def over_sudo(*names: str) -> Callable[[View], View]:
    """Outside the guard of a staff page with a form: keep these fields of a POST that it will send away for a fresh proof."""

    def keep(view: View) -> View:
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            who = visitor(request) if request.method == "POST" else None
            if who is not None and not is_fresh(who.session, who.user, at_least=STAFF_ACR):
                typed = {name: request.POST.getlist(name) for name in names if name in request.POST}
                if sum(len(value) for values in typed.values() for value in values) <= LONGEST:
                    shown_once.put(request, _purpose(request), who.session.sid, typed)
            return view(request, *args, **kwargs)

        return kept

    return keep


def take(request: HttpRequest, who: Visitor) -> QueryDict | None:
    """What was typed into the form of this page before the proof, once; None if nothing was."""
    typed = shown_once.take(request, _purpose(request), who.session.sid)
    if typed is None:
        return None
    found = QueryDict(mutable=True)
    for name, values in typed.items():
        found.setlist(name, values)
    return found


def _purpose(request: HttpRequest) -> str:
    return f"form {request.get_full_path()}"
