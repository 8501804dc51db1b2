"""Continue, show, answer, start over: the four things a browser can do with an interaction.

The browser never says which step is done: every request asks the policy again, so Back, reload, a second tab, an expired
page, a double click and a lost cookie all end on a usable page. Every redirect after a POST is a 303 (RFC 9700 §4.12).
"""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from csp.decorators import csp_update
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from idp.accounts.models import User
from idp.accounts.outcomes import Reason, rejected
from idp.clients import registry
from idp.core import clock, cookie_test, languages
from idp.core.errors import AppError, Throttled
from idp.core.http import client_ip, is_form
from idp.core.routes import Policy, route
from idp.interaction import browser, policy, screens, services, targets
from idp.interaction.models import Interaction
from idp.interaction.pages import Answer, GoTo, Invalid, Proved, Refuse, Visit
from idp.interaction.refusals import dead_end, refuse, too_many
from idp.limits import rates

FIELD_LENGTH = 4096
LONGEST_PATH = 2048  # of the page of ours to come back to


class Notice(NamedTuple):
    """What a page says of what happened just before."""

    words: str
    is_good: bool = False


class SeeOther(HttpResponseRedirect):
    """303: the next request is a GET, whatever this one was."""

    status_code = 303


@route(Policy.PENDING)
@require_safe
def resume(request: HttpRequest, interaction_id: str) -> HttpResponseBase:
    """GET /interaction/<id>: go to where the interaction stands."""
    interaction = _found(request, interaction_id)
    obstacle = _obstacle(request, interaction)
    if obstacle is not None or interaction is None:
        return obstacle or dead_end(request)
    return _advance(request, interaction)


@route(Policy.PENDING)
@csrf_exempt  # an interaction's forms carry a token of their own
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, interaction_id: str, slug: str) -> HttpResponseBase:
    """GET or POST /interaction/<id>/<prompt>: show the page, or take its answer."""
    interaction = _found(request, interaction_id)
    if interaction is not None and not interaction.browser_hash:
        return SeeOther(_path(interaction))  # only the first GET of the interaction itself binds it
    obstacle = _obstacle(request, interaction) or (_forgery(request, interaction_id) if request.method == "POST" else None)
    if obstacle is not None or interaction is None:
        return obstacle or dead_end(request)
    state = services.state_of(request, interaction)
    if request.method == "POST" and not _is_our_form(request, interaction, state):
        return SeeOther(_path(interaction))  # an old page, or one that named another person
    if not screens.serves(slug, state.verdict.prompt):
        return _advance(request, interaction, state)
    visit = Visit(request, interaction, state.context, state.person)
    if request.method != "POST":
        return _show(visit, slug, _repeated(request), notice=_notice(request))
    data = _fields(request)
    if data is None:
        subject = _sub(state.person)
        return refuse(
            request, _("This form cannot be read"), "invalid_request", 400, interaction_id=interaction.id, subject=subject
        )  # fmt: skip
    if data.get("shown", "") != screens.about(visit, slug):
        return SeeOther(f"{_path(interaction, slug)}?notice=changed")
    visit = Visit(request, interaction, state.context, state.person, data)
    try:
        answer = _taken(visit, slug)
    except AppError as error:  # what no page shows by itself: a factor that cannot be read, a password beyond all measure
        subject = _sub(state.person)
        return refuse(request, error.title, error.code, error.status, interaction_id=interaction.id, subject=subject)
    response = _answered(visit, slug, answer)
    browser.remember(request, response)
    return response


@route(Policy.PUBLIC)
@require_safe
def restart(request: HttpRequest, interaction_id: str) -> HttpResponseBase:
    """GET /interaction/<id>/restart: begin anew from what the client sent; proofs do not come along.

    What it sent is told to nobody but the browser that began it: an address is seen by many.
    """
    interaction = _found(request, interaction_id)
    if interaction is None or interaction.expires_at <= clock.now() or not services.began_here(interaction, request):
        return dead_end(request)
    return SeeOther(targets.get(interaction.target).restart(interaction.parameters))


@route(Policy.PUBLIC)
@require_safe
def local(request: HttpRequest) -> HttpResponseBase:
    """GET /interaction/start: a sign-in for one of our own pages; ``level=sudo``: a fresh proof, ``staff``: one by an app."""
    level, return_to = request.GET.get("level"), request.GET.get("return_to", "")
    parameters = {
        "return_to": return_to if len(return_to) <= LONGEST_PATH and return_to.isascii() else "",
        "sudo": level in {"sudo", "staff"},
        "app": level == "staff",
        "prompt": "create" if request.GET.get("prompt") == "create" else "",
    }
    return begin(request, "local", parameters)


@route(Policy.PUBLIC)
@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    """GET /register: create an account here, without a client."""
    return begin(request, "local", {"return_to": "", "sudo": False, "prompt": "create"})


def begin(request: HttpRequest, target: str, parameters: dict[str, Any], *, bind: bool = True) -> HttpResponseBase:
    """Store a request and send the browser to it; ``bind`` is False for a cross-site POST, which carries no cookie."""
    try:
        for _count in range(services.weight(parameters)):
            rates.hit(rates.Door.INTERACTION, ip=client_ip(request))
    except Throttled as error:
        return too_many(request, error)
    secret = browser.ensure(request) if bind else ""
    interaction = services.store(target, parameters, browser_secret=secret)
    response = SeeOther(f"/interaction/{interaction.id}")
    browser.remember(request, response)
    return response


def _found(request: HttpRequest, interaction_id: str) -> Interaction | None:
    """The interaction, whatever its state; its client's ui_locales have their say in the page's language."""
    interaction = services.find(interaction_id)
    if interaction is not None:
        languages.prefer(request, str(interaction.parameters.get("ui_locales", "")), languages.Say.CLIENT)
    return interaction


def _advance(request: HttpRequest, interaction: Interaction, state: services.State | None = None) -> HttpResponseBase:
    """Complete the interaction, or go to the page that is next."""
    state = state or services.state_of(request, interaction)
    verdict = state.verdict
    if verdict.is_done or verdict.prompt == "refused" or "none" in state.context.asked.prompt:
        return _finish(request, interaction, state, verdict.error)
    visit = Visit(request, interaction, state.context, state.person)
    response = SeeOther(_path(interaction, screens.start_of(verdict.prompt, visit)))
    browser.remember(request, response)
    return response


def _taken(visit: Visit, slug: str) -> Answer:
    """What the page makes of the form; who is signed in may leave a page that wants another proof."""
    if "cancel" in visit.data and screens.confirms(slug, visit):
        return Refuse("access_denied")
    return screens.PAGES[slug].accept(visit)


def _answered(visit: Visit, slug: str, answer: Answer) -> HttpResponseBase:
    request, interaction = visit.request, visit.interaction
    if isinstance(answer, Proved):
        services.prove(request, interaction, answer)
        return _arrive(request, _reloaded(interaction))
    if isinstance(answer, Refuse):
        return _finish(request, interaction, services.state_of(request, interaction), answer.error)
    if isinstance(answer, GoTo):
        return _go(visit, answer.page, answer.notice)
    moved = _reloaded(interaction)
    if moved.version != visit.interaction.version or moved.completed_at is not None:
        return SeeOther(_path(moved))  # a doubled click: the first one was right
    if answer.repeats:  # perhaps the first one is about to be: the page that this leads to looks again, and nobody waits
        return SeeOther(_path(moved, slug) + "?" + urlencode({"notice": answer.repeats}))
    return _show(visit, slug, answer)


def _arrive(request: HttpRequest, interaction: Interaction) -> HttpResponseBase:
    """After an answer that held: complete, or go straight to the next prompt and do what its arrival does."""
    if interaction.completed_at is not None:
        return SeeOther(_path(interaction))
    state = services.state_of(request, interaction)
    if state.verdict.is_done or state.verdict.prompt == "refused":
        return _finish(request, interaction, state, state.verdict.error)
    visit = Visit(request, interaction, state.context, state.person)
    return _go(visit, screens.start_of(state.verdict.prompt, visit))


def _go(visit: Visit, slug: str, notice: str = "") -> HttpResponseBase:
    arrive = screens.PAGES[slug].arrive
    if arrive is not None and not notice:
        try:
            arrive(visit)
        except AppError:
            notice = "limited"
    return SeeOther(_path(visit.interaction, slug) + (f"?{urlencode({'notice': notice})}" if notice else ""))


def _finish(request: HttpRequest, interaction: Interaction, state: services.State, error: str = "") -> HttpResponseBase:
    """Spend the interaction, record the decision, answer the target: one transaction."""
    target = targets.get(interaction.target)
    with transaction.atomic():
        state = services.settle(request, interaction, state)
        if not services.spend(interaction):
            return SeeOther(target.restart(interaction.parameters))
        reference = services.record_decision(
            request, state, reference=interaction.reference, interaction_id=interaction.id, error=error
        )
        completion = targets.Completion(request, interaction.parameters, state.context, reference, state.session, error)
        return target.complete(completion)


def _obstacle(request: HttpRequest, interaction: Interaction | None) -> HttpResponseBase | None:
    """Why this browser cannot go on with the interaction, as the page or redirect that helps."""
    if interaction is None or interaction.expires_at <= clock.now():
        return dead_end(request)
    if not services.belongs(interaction, request):
        return cookie_test.obstacle(request) or dead_end(request)
    if interaction.completed_at is None:
        return None
    return _again(request, interaction)


def _again(request: HttpRequest, interaction: Interaction) -> HttpResponseBase:
    """Back to what is finished: begin anew, unless that would ask somebody who is signed in for more than consent."""
    new_start = targets.get(interaction.target).restart(interaction.parameters)
    if interaction.target != "authorization":
        return SeeOther(new_start)  # our own pages know by themselves what they need
    state = services.look(request, interaction.target, interaction.parameters)
    client = registry.get(state.context.asked.client_id)
    if client is None or state.session is None or state.verdict.prompt in (*policy.AUTHENTICATION_DONE, "refused"):
        return SeeOther(new_start)
    is_web = client.application_type == "web"  # a native app only listens on its loopback address while it waits
    app = screens.front_door(str(interaction.parameters["redirect_uri"]), is_ours=client.trusted) if is_web else ""
    facts = {"client_name": client.name, "person": state.session.user, "app": app}
    return render(request, "interaction/finished.html", facts)


def _forgery(request: HttpRequest, interaction_id: str) -> HttpResponseBase | None:
    """A form from elsewhere is refused."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != settings.IDP.public_url:
        return refuse(request, _("This form came from another site"), "csrf", 403, interaction_id=interaction_id)
    if not is_form(request):
        return refuse(request, _("This form cannot be read"), "invalid_request", 415, interaction_id=interaction_id)
    return None


def _is_our_form(request: HttpRequest, interaction: Interaction, state: services.State) -> bool:
    """Whether the form was rendered for this interaction, this browser, and the person whom it concerns now."""
    given = request.POST.get("csrf", "")
    return browser.form_token_holds(interaction.id, browser.secret_of(request), _sub(state.person), given)


def _sub(person: User | None) -> str:
    return person.sub if person else ""


def _fields(request: HttpRequest) -> dict[str, str] | None:
    """The form's fields; None if one is repeated, too long or holds what no keyboard types."""
    fields: dict[str, str] = {}
    for name, values in request.POST.lists():
        value = values[0] if len(values) == 1 else None
        if value is None or len(value) > FIELD_LENGTH or "\x00" in value or "\ufffd" in value:
            return None
        fields[name] = value
    return fields


def _show(visit: Visit, slug: str, invalid: Invalid | None = None, notice: Notice | None = None) -> HttpResponseBase:
    screen = screens.PAGES[slug]
    interaction = visit.interaction
    client = registry.get(visit.context.asked.client_id) if visit.context.asked.client_id else None
    facts: dict[str, Any] = screen.show(visit)
    facts |= {
        "base": f"/interaction/{interaction.id}",
        "csrf": browser.form_token(interaction.id, browser.secret_of(visit.request), _sub(visit.person)),
        "shown": screens.about(visit, slug),
        "client_name": client.name if client else "",
        "is_ours": client is None or client.trusted,
        "is_confirmation": screens.confirms(slug, visit),
        "person": visit.person,
        "errors": invalid.errors if invalid else {},
        "has_errors": bool(invalid and invalid.errors),
        "wait": invalid.wait if invalid else "",
        "notice": notice,
    }
    if invalid:
        facts |= invalid.values
    response = render(visit.request, screen.template, facts, status=invalid.status if invalid else 200)
    if invalid and invalid.retry_after_seconds:
        response["Retry-After"] = str(invalid.retry_after_seconds)
    sources = targets.get(interaction.target).form_action(interaction.parameters)
    return _with_form_action(visit.request, response, sources)


def _with_form_action(request: HttpRequest, response: HttpResponse, sources: list[str]) -> HttpResponseBase:
    """Chromium cancels a form's redirect to an origin that form-action does not name, and the client may redirect on."""
    if not sources:
        return response
    allowed: HttpResponseBase = csp_update({"form-action": sources})(lambda _request: response)(request)
    return allowed


def _reloaded(interaction: Interaction) -> Interaction:
    return services.find(interaction.id) or interaction


def _path(interaction: Interaction, slug: str = "") -> str:
    return f"/interaction/{interaction.id}" + (f"/{slug}" if slug else "")


def _repeated(request: HttpRequest) -> Invalid | None:
    """What is wrong on the page that a code led back to which had been used before; any answer given there looks again."""
    repeated: dict[str, Reason] = {"replayed": "replayed", "used": "used"}
    reason = repeated.get(request.GET.get("notice", ""))
    return Invalid({"code": rejected(reason).message}) if reason else None


def _notice(request: HttpRequest) -> Notice | None:
    return {
        "sent": Notice(_("We have sent a new code. Earlier codes no longer work."), is_good=True),
        "changed": Notice(_("The app was changed since this page was opened. Look at it again.")),
        "limited": Notice(_("No more codes can be sent to this address for now. Use the last one, or another way.")),
    }.get(request.GET.get("notice", ""))
