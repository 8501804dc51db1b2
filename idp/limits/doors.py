"""Every rate-limited door and its limits: the table to read. Spec: security.md section 6.5 of the product's shelf."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

HOUR = 3600
DAY = 24 * HOUR


class Door(StrEnum):
    """Where something is counted. One budget a door, however many pages lead to it."""

    PASSWORD = "password"  # noqa: S105 - a door, not a password
    SECOND_FACTOR = "second_factor"
    CODE_SEND = "code_send"
    CODE_SEND_KNOWN = "code_send_known"
    REGISTER = "register"
    NEW_PASSWORD = "new_password"  # noqa: S105
    RESET = "reset"
    CLIENT_AUTHENTICATION = "client_authentication"
    INTERACTION = "interaction"
    FAILURE_MAIL = "failure_mail"
    TOKEN = "token"  # noqa: S105
    INTROSPECTION = "introspection"


@dataclass(frozen=True)
class Limit:
    """At most ``count`` in ``period_seconds`` for each account, address (v4 /32, v6 /64) or network (v4 /24, v6 /48).

    ``near`` is an account as one network asks about it: what strangers elsewhere do leaves that alone.

    By default a burst of ``count`` passes and then refills evenly. With ``exact`` no window of the period ever holds more
    than ``count``; such a limit costs a row for each of its events, so it is for small counts.
    """

    scope: Literal["account", "near", "ip", "network"]
    count: int
    period_seconds: int
    exact: bool = False


DOORS: dict[Door, tuple[Limit, ...]] = {
    Door.PASSWORD: (Limit("ip", 30, 300), Limit("network", 300, 300)),  # per account: guess budgets
    Door.SECOND_FACTOR: (Limit("ip", 30, 300),),
    Door.CODE_SEND: (
        Limit("near", 1, 60, exact=True),
        Limit("near", 5, HOUR, exact=True),
        Limit("near", 10, DAY, exact=True),
        Limit("account", 20, DAY, exact=True),  # all strangers together: what one mailbox has to bear
        Limit("ip", 20, HOUR),
    ),
    Door.CODE_SEND_KNOWN: (  # the account is an address in a browser known as its owner's
        Limit("account", 1, 60, exact=True),
        Limit("account", 5, HOUR, exact=True),
        Limit("account", 10, DAY, exact=True),
        Limit("ip", 20, HOUR),
    ),
    Door.REGISTER: (Limit("ip", 5, HOUR), Limit("network", 50, HOUR)),
    Door.NEW_PASSWORD: (Limit("ip", 120, 300), Limit("network", 1200, 300)),  # judged, whatever becomes of it
    Door.RESET: (
        Limit("near", 3, HOUR, exact=True),
        Limit("account", 20, DAY, exact=True),
        Limit("ip", 10, HOUR),
        Limit("network", 100, HOUR),
    ),
    Door.CLIENT_AUTHENTICATION: (Limit("ip", 20, 1),),
    Door.INTERACTION: (Limit("ip", 600, 60), Limit("network", 6000, 60)),
    Door.FAILURE_MAIL: (Limit("account", 1, DAY, exact=True),),
    Door.TOKEN: (Limit("account", 3000, 60),),  # the account is a client: 50 a second, with bursts
    Door.INTROSPECTION: (Limit("account", 30_000, 60),),
}

# Only failures count here: `check` before, `hit` after a failure. A success never clears what others did from there.
FAILURES_ONLY = frozenset({Door.PASSWORD, Door.SECOND_FACTOR, Door.CLIENT_AUTHENTICATION})

# Only volume is kept away here, no guess: Redis counts while it answers. Without it the database does, or, at doors
# where a statement for each request would be too dear, each process by itself. Every other door is the database's alone.
VOLUME: dict[Door, Literal["database", "process"]] = {
    Door.INTERACTION: "database",  # each one stores a row
    Door.NEW_PASSWORD: "process",
    Door.TOKEN: "process",
    Door.INTROSPECTION: "process",
}
