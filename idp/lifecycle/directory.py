"""Finding people and knowing one: bounded reads behind the console's pages and `idp user`."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from idp.accounts import addresses, invitations
from idp.accounts.models import Group, Link, User
from idp.audit.events import Action
from idp.audit.models import Event
from idp.core import clock
from idp.mfa.factors.interface import FactorFacts
from idp.mfa.models import Authenticator
from idp.mfa.services import factor_facts
from idp.sessions import services as sessions
from idp.sessions.models import Session

PAGE = 50
LONGEST = addresses.LONGEST  # of what is looked for
RECENT = 20
_AFTER_EVERY_ADDRESS = "\x7f"  # a canonical address is ASCII: a range of bytes is a prefix, and every database has it indexed


@dataclass(frozen=True)
class Found:
    """One page of people by address; ``after`` is where the next begins, empty at the end."""

    people: list[User]
    after: str


@dataclass(frozen=True)
class Known:
    """What the console shows of one person."""

    factors: FactorFacts
    apps: list[Authenticator]
    sessions: list[Session]
    groups: list[str]
    events: list[Event]
    is_invited: bool
    invitation: Link | None


def find(wanted: str, after: str = "") -> Found:
    """People whose address begins with ``wanted``, or whose name holds it, whatever its case, or who have exactly this ``sub``.

    The name has no index: a search walks the people in the order of their addresses until a page is full. That is a bounded
    answer to somebody of the staff, who is counted by nobody's login.
    """
    text = addresses.trimmed(wanted)
    prefix = addresses.prefix(text)
    people = _annotated(User.objects.filter(email_canonical__gt=after) if after else User.objects.all())
    if prefix:
        is_address = Q(email_canonical__gte=prefix, email_canonical__lt=prefix + _AFTER_EVERY_ADDRESS)
        people = people.filter(is_address | _named(text))
    rows = list(people.order_by("email_canonical")[: PAGE + 1])
    by_sub = list(_annotated(User.objects.filter(sub=text))) if text and not after else []
    shown = by_sub + rows[:PAGE]
    return Found(shown, rows[PAGE - 1].email_canonical if len(rows) > PAGE else "")


def _named(text: str) -> Q:
    """Whose name holds the text. SQLite ignores the case of ASCII letters only: of others the usual spellings are asked for."""
    spellings = {text, text.casefold(), text.lower(), text.upper(), text.title()}
    return reduce(or_, [Q(name__icontains=one) for one in sorted(spellings)])


def _annotated(people: "QuerySet[User]") -> "QuerySet[User]":
    app = Authenticator.objects.filter(user=OuterRef("pk"), type="totp").exclude(confirmed_at=None)
    return people.annotate(has_app=Exists(app))


def by_sub(sub: str) -> User | None:
    """The person with exactly this ``sub``."""
    return User.objects.filter(sub=sub).first()


def by_address(email: str) -> User | None:
    """The person with exactly this address, case aside."""
    try:
        return User.objects.filter(email_canonical=addresses.canonical(email)).first()
    except addresses.AddressError:
        return None


def members(group: Group, after: str = "") -> Found:
    """One page of a group's people by address."""
    rows = list(_annotated(group.users.filter(email_canonical__gt=after)).order_by("email_canonical")[: PAGE + 1])
    return Found(rows[:PAGE], rows[PAGE - 1].email_canonical if len(rows) > PAGE else "")


def know(user: User) -> Known:
    """Everything about one person that the console shows, in a fixed number of reads."""
    apps = Authenticator.objects.filter(user=user).exclude(confirmed_at=None).order_by("created_at", "pk")
    sent = Link.objects.filter(user=user, purpose="invitation", spent_at=None, expires_at__gt=clock.now())
    return Known(
        factors=factor_facts(user),
        apps=list(apps),
        sessions=sessions.of(user),
        groups=list(user.groups.order_by("name").values_list("name", flat=True)),
        events=list(Event.objects.filter(subject=user.sub).exclude(action=Action.USER_LOOK).order_by("-pk")[:RECENT]),
        is_invited=invitations.is_invited(user),
        invitation=sent.first(),
    )
