"""The staff's pages about people: find them, know one, and do to an account what the table of roles allows.

Every act is asked about on a page of its own, takes a reason, and is done by POST. Spec: OWASP ASVS 6.3.7, 7.5.3, 8.2.1.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from idp.accounts import roles
from idp.accounts.models import Group, User
from idp.accounts.roles import Act
from idp.core.errors import AppError
from idp.core.http import device_words
from idp.core.routes import Policy, route
from idp.lifecycle import administration, directory
from idp.lifecycle.administration import Deed
from idp.web import errors
from idp.web.guards import Visitor, see_other, staff_required
from idp.web.manage import event_words
from idp.web.manage.console import messages, page

LIST = "/manage/users"
MOST_GROUPS = 100  # in one form


@dataclass(frozen=True)
class Question:
    """What a page asks before an act: its words, its button, and what carries the act out."""

    act: Act
    title: Any
    words: Any
    button: Any
    done: Any
    carry_out: Callable[[User, Deed, HttpRequest], object]
    reason_hint: Any = ""  # what a good reason is; the field has words for any act


def _change_roles(person: User, deed: Deed, request: HttpRequest) -> None:
    is_admin, is_helpdesk = "is_admin" in request.POST, "is_helpdesk" in request.POST
    administration.change_roles(person, deed, is_admin=is_admin, is_helpdesk=is_helpdesk)


_HOW_YOU_KNOW = gettext_lazy("It is kept in the audit log: a ticket number, or how you made sure who it is.")
QUESTIONS = {
    question.act.value: question
    for question in (
        Question(
            Act.SIGN_OUT,
            gettext_lazy("Sign out everywhere"),
            gettext_lazy("Every browser and app of this person is signed out at once. The person can sign in again."),
            gettext_lazy("Sign out everywhere"),
            gettext_lazy("Every sign-in of this person has ended."),
            lambda person, deed, _request: administration.sign_out_everywhere(person, deed),
            _HOW_YOU_KNOW,
        ),
        Question(
            Act.LOCK,
            gettext_lazy("Lock the account"),
            gettext_lazy("Every sign-in ends at once, and nobody can sign in to this account until it is unlocked."),
            gettext_lazy("Lock"),
            gettext_lazy("The account is locked."),
            lambda person, deed, _request: administration.lock(person, deed),
        ),
        Question(
            Act.UNLOCK,
            gettext_lazy("Unlock the account"),
            gettext_lazy("The person can sign in again. What was signed out stays signed out."),
            gettext_lazy("Unlock"),
            gettext_lazy("The account is unlocked."),
            lambda person, deed, _request: administration.unlock(person, deed),
        ),
        Question(
            Act.RESET_FACTORS,
            gettext_lazy("Reset two-step sign-in"),
            gettext_lazy(
                "For somebody who lost the phone and the recovery codes. First make sure that it is really them. All apps and "
                "recovery codes stop working and every sign-in ends."
            ),
            gettext_lazy("Reset"),
            gettext_lazy("Two-step sign-in was reset. The person got a mail with a link to set up a new app."),
            lambda person, deed, _request: administration.reset_factors(person, deed),
            _HOW_YOU_KNOW,
        ),
        Question(
            Act.RESEND_INVITATION,
            gettext_lazy("Send the invitation again"),
            gettext_lazy("The person gets a new link by mail. The earlier link stops working."),
            gettext_lazy("Send again"),
            gettext_lazy("The invitation was sent again."),
            lambda person, deed, _request: administration.resend_invitation(person, deed),
        ),
        Question(
            Act.REVOKE_INVITATION,
            gettext_lazy("Take the invitation back"),
            gettext_lazy("The link stops working and the unused account is deleted."),
            gettext_lazy("Take back"),
            gettext_lazy("The invitation was taken back."),
            lambda person, deed, _request: administration.revoke_invitation(person, deed),
        ),
        Question(
            Act.CHANGE_ROLES,
            gettext_lazy("Change roles"),
            gettext_lazy("The person is signed out everywhere and has the new rights from the next sign-in on."),
            gettext_lazy("Save"),
            gettext_lazy("The roles are changed."),
            _change_roles,
            gettext_lazy("It is kept in the audit log: a ticket number, or who decided it."),
        ),
        Question(
            Act.RELEASE,
            gettext_lazy("Release from the configuration file"),
            gettext_lazy("You can then change everything here. The next time the file is applied it takes its fields back."),
            gettext_lazy("Release"),
            gettext_lazy("The file no longer manages this account."),
            lambda person, deed, _request: administration.release(person, deed),
        ),
    )
}


@route(Policy.STAFF)
@require_safe
@staff_required(Act.FIND)
def users(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET /manage/users: ``q`` is in a name, begins an address or is a sub; ``after`` ended the last page."""
    wanted, after = (_clean(request.GET.get(name, "")) for name in ("q", "after"))
    found = directory.find(wanted, after)
    rows = [(person, roles.may(who.user, Act.FIND, person)) for person in found.people]
    facts = {
        "rows": rows,
        "wanted": wanted,
        "after": found.after,
        "done": _done(request),
        "may_invite": roles.may(who.user, Act.INVITE),
    }
    return page(request, who, "web/manage/users.html", facts)


@route(Policy.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Act.INVITE)
def invite(request: HttpRequest, who: Visitor) -> HttpResponseBase:
    """GET or POST /manage/users/invite: an account that waits for its owner, and a mail with a link."""
    if request.method != "POST":
        return _invite_page(request, who)
    typed = {name: request.POST.get(name, "") for name in ("email", "name", "reason")}
    try:
        deed = Deed(who.user, administration.checked_reason(typed["reason"]), request)
        names = Group.objects.filter(pk__in=_numbers(request.POST.getlist("groups"))).values_list("name", flat=True)
        person = administration.invite(typed["email"], deed, name=typed["name"], groups=list(names))
    except AppError as error:
        return _invite_page(request, who, error)
    return see_other(f"{path_of(person)}?done={Act.INVITE.value}")


def _invite_page(request: HttpRequest, who: Visitor, error: AppError | None = None) -> HttpResponse:
    chosen = _numbers(request.POST.getlist("groups"))
    facts = {name: request.POST.get(name, "")[: 2 * directory.LONGEST] for name in ("email", "name", "reason")} | {
        "reason_hint": _("It is kept in the audit log: a ticket number, or who asked for the account."),
        "groups": [(group, group.pk in chosen) for group in Group.objects.order_by("name")[:MOST_GROUPS]],
        "errors": messages(error),
        "has_errors": error is not None,
        "mfa_policy": settings.IDP.mfa_policy,
    }
    return page(request, who, "web/manage/invite.html", facts, status=error.status if error else 200)


def _numbers(values: list[str]) -> set[int]:
    return {int(value) for value in values[:MOST_GROUPS] if value.isascii() and value.isdecimal() and len(value) < 10}


@route(Policy.STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Act.FIND)
def one_user(request: HttpRequest, who: Visitor, sub: str) -> HttpResponseBase:
    """GET or POST /manage/users/<sub>: one person; ``ask`` asks before an act, a POST carries it out."""
    person = directory.by_sub(sub)
    if person is None:
        raise Http404
    if not roles.may(who.user, Act.FIND, person):
        return errors.forbidden(request, PermissionError())
    question = QUESTIONS.get(request.POST.get("action", "") if request.method == "POST" else request.GET.get("ask", ""))
    if question is None:
        return _page(request, who, person)
    if not roles.may(who.user, question.act, person):
        return errors.forbidden(request, PermissionError())
    return _act(request, who, person, question) if request.method == "POST" else _ask(request, who, person, question)


def _act(request: HttpRequest, who: Visitor, person: User, question: Question) -> HttpResponseBase:
    try:
        reason = administration.checked_reason(request.POST.get("reason", ""))
        question.carry_out(person, Deed(who.user, reason, request), request)
    except AppError as error:
        if error.code == "not_allowed":
            return errors.forbidden(request, PermissionError())
        return _ask(request, who, person, question, error)
    is_gone = question.act == Act.REVOKE_INVITATION
    return see_other(f"{LIST if is_gone else path_of(person)}?done={question.act.value}")


def _ask(
    request: HttpRequest, who: Visitor, person: User, question: Question, error: AppError | None = None
) -> HttpResponseBase:
    is_typed = error is not None and request.method == "POST"
    facts = {
        "person": person,
        "question": question,
        "reason_hint": question.reason_hint,
        "reason": request.POST.get("reason", "")[: 2 * administration.LONGEST_REASON],
        "is_admin": "is_admin" in request.POST if is_typed else person.is_admin,
        "is_helpdesk": "is_helpdesk" in request.POST if is_typed else person.is_helpdesk,
        "errors": messages(error),
        "has_errors": error is not None,
    }
    return page(request, who, "web/manage/user_question.html", facts, status=error.status if error else 200)


def _page(request: HttpRequest, who: Visitor, person: User) -> HttpResponse:
    administration.look(person, Deed(who.user, request=request))
    known = directory.know(person)
    facts = {
        "person": person,
        "known": known,
        "sessions": [(session, device_words(session.user_agent)) for session in known.sessions],
        "events": event_words.rows(known.events),
        "may": {act.name.lower(): roles.may(who.user, act, person) for act in Act},
        "done": _done(request),
    }
    return page(request, who, "web/manage/user.html", facts)


def _done(request: HttpRequest) -> Any:
    word = request.GET.get("done", "")
    if word == Act.INVITE:
        return _("The invitation is on its way.")
    return QUESTIONS[word].done if word in QUESTIONS else ""


def path_of(person: User) -> str:
    """The person's page."""
    return f"{LIST}/{person.sub}"


def _clean(text: str) -> str:
    return "".join(character for character in text[: directory.LONGEST] if character.isprintable())
