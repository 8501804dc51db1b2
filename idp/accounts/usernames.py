"""Usernames: what apps call a person, as the claim ``preferred_username``. Unique, never another's again, no way to sign in.

Lower-case ASCII that begins with a letter and ends with a letter or digit: nothing in it looks like something else, and apps
that make accounts of it take it (a Unix login, a Matrix localpart). Spec: OpenID Connect Core §5.1.
"""

import re
from collections.abc import Iterator
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from idp.accounts.models import User, Username
from idp.core import clock, secrets
from idp.core.errors import AppError

LONGEST = 64
FIRST = 9  # of the candidates: those without a random number
MOST_HELD = 10  # names of one person, earlier ones included: nobody keeps a thousand from everybody else
_LONGEST_MADE = 32
_FORM = re.compile(r"[a-z](?:[a-z0-9._-]*[a-z0-9])?")
RESERVED = frozenset({  # apps give rights to these, and people believe them; an operator may still give them to somebody
    "abuse", "account", "accounts", "admin", "administrator", "anonymous", "api", "bot", "daemon", "everyone", "guest", "help",
    "helpdesk", "hostmaster", "info", "me", "moderator", "nobody", "noreply", "no-reply", "null", "official", "operator",
    "owner", "postmaster", "root", "security", "service", "staff", "superuser", "support", "sysadmin", "system", "undefined",
    "user", "webmaster", "www",
})  # fmt: skip


class UsernameError(AppError):
    """The name cannot be this person's. ``title`` says why."""

    def __init__(self, message: str) -> None:
        super().__init__("bad_username", message, status=422, fields={"preferred_username": [message]})


def parse(text: str, *, by_operator: bool = False) -> str:
    """The name as it is kept. Raises: UsernameError."""
    name = text.strip().lower()
    if len(name) > LONGEST or not _FORM.fullmatch(name):
        raise UsernameError(
            _(
                "Use up to 64 letters from a to z, digits, dots, dashes and underscores. "
                "Begin with a letter, end with a letter or digit."
            )
        )
    if name in RESERVED and not by_operator:
        raise UsernameError(_("This username is reserved. Choose another one."))
    return name


def candidates(wish: str) -> Iterator[str]:
    """Names made from a wish or an address, the nicest first, without end."""
    cleaned = re.sub(r"[^a-z0-9._-]+", "-", wish.lower().partition("@")[0])[:_LONGEST_MADE].strip("._-")
    stem = cleaned if cleaned[:1].isalpha() else f"u{cleaned}"
    if stem not in RESERVED:
        yield stem
    yield from (f"{stem}{number}" for number in range(2, 10))
    while True:
        yield f"{stem}-{secrets.digits(6)}"


def ensure(user: User, wish: str = "") -> str:
    """The person's username; if there is none yet, one is made from ``wish`` or the address. In the caller's transaction.

    Whoever loses a race for a nice name takes a random one: each insert that failed would keep its lock.
    """
    if user.preferred_username is None:  # when it was read: a request beside this one may have given the name since
        current = User.objects.select_for_update().values_list("preferred_username", flat=True)
        user.preferred_username = current.get(pk=user.pk)
    if user.preferred_username is None:
        names = candidates(wish or user.email)
        nicest = {secrets.digest(name): name for name in islice(names, FIRST)}
        taken = set(Username.objects.filter(digest__in=nicest).values_list("digest", flat=True))
        free = next((name for digest, name in nicest.items() if digest not in taken), next(names))
        while not _take(user, free):
            free = next(names)
    assert user.preferred_username is not None
    return user.preferred_username


def choose(user: User, text: str, *, by_operator: bool = False) -> bool:
    """Give a person this username; False if it is theirs already. In the caller's transaction, which locks the person.

    Somebody's earlier name may be taken up again by that person; a name of somebody who is gone only an operator gives anew.
    Raises: UsernameError.
    """
    if text.strip().lower() == user.preferred_username:
        return False
    name = parse(text, by_operator=by_operator)
    held = Username.objects.filter(user=user)
    if not by_operator and held.count() >= MOST_HELD and not held.filter(digest=secrets.digest(name)).exists():
        raise UsernameError(_("You have changed your username too often. Take up an earlier one."))
    if not _take(user, name, also_of_the_gone=by_operator):
        raise UsernameError(_("Somebody has or had this username. Choose another one."))
    return True


def release(user: User) -> None:
    """Let go of the names of somebody who never came: no app has been told them. In the transaction that deletes the person."""
    Username.objects.filter(user=user).delete()


def fill(limit: int) -> int:
    """Make names for up to ``limit`` people who have none, whom an older version of this code let in; returns for how many."""
    waiting = User.objects.filter(preferred_username=None).exclude(email_verified_at=None)
    return sum(_filled(pk) for pk in waiting.order_by("pk").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _filled(pk: int) -> bool:
    user = User.objects.select_for_update().filter(pk=pk).first()
    return user is not None and bool(ensure(user))


def _take(user: User, name: str, *, also_of_the_gone: bool = False) -> bool:
    """Claim a name and make it the person's; of two who want one at once the database lets one have it."""
    claimed, _is_new = Username.objects.get_or_create(digest=secrets.digest(name), defaults={"user": user})
    if claimed.user_id is None and also_of_the_gone:
        Username.objects.filter(pk=claimed.pk, user=None).update(user=user)
        claimed.refresh_from_db()
    if claimed.user_id != user.pk:
        return False
    moment = clock.now()
    User.objects.filter(pk=user.pk).update(preferred_username=name, updated_at=moment)
    user.preferred_username, user.updated_at = name, moment
    return True
